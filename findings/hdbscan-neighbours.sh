#!/bin/sh
# hdbscan and scikit-learn: the same parameter of the same algorithm gives another number of clusters.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check hdbscan==0.8.44 scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
"$folder/venv/bin/python" - "$folder" <<'END'
import sys
from importlib.metadata import version

import hdbscan
from sklearn.cluster import HDBSCAN
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score

points, _ = make_blobs(300, centers=6, cluster_std=1.6, random_state=3)


def describe(labels):
    """Return the number of clusters and of points in none."""
    return f"{labels.max() + 1} clusters, {(labels < 0).sum()} points in none"


package = hdbscan.HDBSCAN(min_cluster_size=8, min_samples=8).fit(points).labels_
sklearn = HDBSCAN(min_cluster_size=8, min_samples=8, copy=True).fit(points).labels_
one_more = HDBSCAN(min_cluster_size=8, min_samples=9, copy=True).fit(points).labels_
same_groups = adjusted_rand_score(package, one_more) == 1
print("guess:   two implementations of one algorithm give the same clusters for the same parameters")
print(f"version: hdbscan {version('hdbscan')}, scikit-learn {version('scikit-learn')}")
print(f"found:   hdbscan,      min_samples=8: {describe(package)}")
print(f"         scikit-learn, min_samples=8: {describe(sklearn)}")
print(f"         scikit-learn, min_samples=9: {describe(one_more)}, the groups of hdbscan: {same_groups}")
print("means:   scikit-learn counts a point among its own neighbours, hdbscan does not. Whoever replaces one by the")
print("         other, or repeats a published setting, must add or take away one.")
different = package.max() != sklearn.max()
sys.exit(0 if different and same_groups else "The behaviour has changed.")
END
