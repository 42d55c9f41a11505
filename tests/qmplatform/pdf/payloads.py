"""Markup that tries to make the renderer read a file or call home."""

import base64


def hostile_payloads(file_url: str, http_url: str) -> list[str]:
    """Give 60 documents' bodies and heads; each names a local file or a listening address."""
    bodies = []
    for url in (file_url, http_url):
        bodies += [
            f'<link rel="attachment" href="{url}">',
            f'<a rel="attachment" href="{url}">x</a>',
            f'<img src="{url}">',
            f'<img srcset="{url} 2x">',
            f'<object data="{url}">x</object>',
            f'<object data="{url}" type="image/svg+xml">x</object>',
            f'<embed src="{url}">',
            f'<iframe src="{url}"></iframe>',
            f'<input type="image" src="{url}">',
            f'<video poster="{url}" src="{url}"></video>',
            f'<link rel="stylesheet" href="{url}">',
            f'<link rel="icon" href="{url}">',
            f'<style>@import "{url}";</style>',
            f"<style>@import url({url}) print;</style>",
            f"<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style><p>x</p>",
            f'<p style="background: url({url})">x</p>',
            f'<p style="background-image: image-set(url({url}) 1x)">x</p>',
            f'<ul style="list-style-image: url({url})"><li>x</li></ul>',
            f"<style>p::before {{ content: url({url}) }}</style><p>x</p>",
            f"<style>@page {{ @top-left {{ content: url({url}) }} }}</style><p>x</p>",
            f"<style>@page {{ background: url({url}) }}</style><p>x</p>",
            f'<p style="border-image-source: url({url}); border: 1px solid">x</p>',
            f'<p style="mask: url({url})">x</p>',
            f"<style>@color-profile --x {{ src: url({url}) }} p {{ color: color(--x 1 1 1) }}</style><p>x</p>",
            f'<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
            f'<svg width="9" height="9" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{url}" width="9" '
            'height="9"/></svg>',
            f'<svg width="9" height="9"><use href="{url}#a"/></svg>',
            f'<svg width="9" height="9"><defs><style>@import url({url});</style></defs><rect width="9" height="9"/></svg>',
            f'<svg width="9" height="9"><rect width="9" height="9" fill="url({url}#a)"/></svg>',
            f'<svg width="9" height="9"><filter id="f"><feImage href="{url}"/></filter><rect filter="url(#f)" '
            'width="9" height="9"/></svg>',
            f'<svg width="9" height="9"><foreignObject><img src="{url}"></foreignObject></svg>',
            f'<base href="{url}/"><img src="x"><link rel="attachment" href="x">',
            f'<meta http-equiv="refresh" content="0;url={url}">',
            f'<script src="{url}"></script>',
        ]
    inner = base64.b64encode(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{http_url}" width="9" '
        'height="9"/></svg>'.encode()
    ).decode()
    path = file_url.removeprefix("file://")
    bodies += [
        f'<img src="data:image/svg+xml;base64,{inner}">',
        f'<link rel="attachment" href="data:text/plain,{"A" * 1000}">',
        f'<link rel="attachment" href="{path}">',
        f'<link rel="attachment" href="FILE://{path}">',
        f'<link rel="attachment" href="file:{path}">',
        f'<link rel="attachment" href="asset:{path}">',
        f'<link rel="attachment" href="asset:fonts/../../..{path}">',
        f'<link rel="attachment" href="asset:fonts/%2e%2e/%2e%2e{path}">',
        f'<link rel="attachment" href="asset://{path}">',
        f'<link rel="attachment" href=" {file_url}">',
        f'<link rel="attachment" href="fi&#10;le://{path}">',
        f'<img src="{http_url.replace("http:", "ftp:")}">',
        f'<img src="{http_url.replace("http:", "gopher:")}">',
        f'<img src="{http_url.replace("http:", "HTTP:")}">',
        f'<img src="{http_url.replace("http:", "")}">',
        f'<img src="jar:{http_url}!/x">',
    ]
    return bodies
