// Starts GraphiQL against the origin that served this page. Whoever signs in on it stays signed in
// until it is closed: the newest access token goes along with every request and subscription,
// unless the headers editor names another one.
(() => {
  const { protocol, host } = window.location;
  let token = null;

  const keepToken = (body) => {
    const payloads = Object.values(body?.data ?? {});
    const signedIn = payloads.find((payload) => payload?.session?.accessToken);
    if (signedIn) token = signedIn.session.accessToken;
  };

  const send = async (...request) => {
    const response = await fetch(...request);
    response.clone().json().then(keepToken, () => {});
    return response;
  };

  const fetcher = GraphiQL.createFetcher({
    url: "/graphql",
    subscriptionUrl: `${protocol === "https:" ? "wss" : "ws"}://${host}/graphql`,
    fetch: send,
  });

  const signedFetcher = (operation, options) => {
    const signature = token ? { Authorization: `Bearer ${token}` } : {};
    return fetcher(operation, { ...options, headers: { ...signature, ...options?.headers } });
  };

  const page = React.createElement(GraphiQL, {
    fetcher: signedFetcher,
    defaultTabs: window.examples,
    shouldPersistHeaders: false,
  });
  ReactDOM.createRoot(document.getElementById("graphiql")).render(page);
})();
