#!/usr/bin/env bash
# Puts a folder on the branch `stable` of a repository, as one commit after those of earlier releases.
# push-store.sh <repository> <folder> <message>
set -euo pipefail
remote=$1 folder=$2 message=$3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git init --quiet --bare "$work"
export GIT_DIR=$work GIT_WORK_TREE=$folder
export GIT_AUTHOR_NAME=Vestibule GIT_AUTHOR_EMAIL=noreply@github.com
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL

git add --all --force .
parent=()
if git ls-remote --exit-code --heads "$remote" stable >/dev/null; then
  git fetch --quiet --depth 1 "$remote" refs/heads/stable
  parent=(-p FETCH_HEAD)
fi
commit=$(git commit-tree "$(git write-tree)" "${parent[@]}" -m "$message")
# Never forced: a release that came in between wins, and this one fails.
git push --quiet "$remote" "$commit:refs/heads/stable"
