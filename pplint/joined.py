"""Empty on purpose: `kept_code` keeps its file where Python would keep the compiled file of this module.

So whoever removes pplint removes that file with it: installers know the compiled file of each module.
"""
