"""Names that look like what a machine would read: markup, templates, holes of `core.stencils`."""

NAMES = (
    "\ue000name\ue001",
    "\ue001mail\ue000",
    "{{ x }}",
    "{% raw %}",
    "{name}{0}",
    "<script>alert(1)</script>",
    "\"><b onclick='x'>",
    "O’Brien & 'Fils' %s %(x)s",
)
