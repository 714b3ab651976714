"""The sandbox described as OpenAPI 3.1, in its own words: what may be asked, and all that is answered."""
