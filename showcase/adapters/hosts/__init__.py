"""Hosts that put sites online: one file each, behind the protocol in `site`."""
