"""The programs behind the sample workbooks, one module each. All names and schools are invented."""
