"""From a portfolio to the files of its site, and to the formats people take home.

`render.py` makes the site: it takes out what the owner keeps private (`withhold.py`), arranges the
rest for the templates (`page.py`), and renders the theme (`themes.py`). `layout/` holds what all
themes share; `themes/<key>/` is a theme, and adding a folder there adds a theme.
"""
