"""GraphQL only: translate, authorise, delegate."""
