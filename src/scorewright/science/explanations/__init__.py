"""Why a model answered as it did: what each column contributed, exactly where that can be had."""
