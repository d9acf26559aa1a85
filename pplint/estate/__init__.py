"""Many repositories at once, on Dask: what ``pplint estate`` runs, collects and writes."""
