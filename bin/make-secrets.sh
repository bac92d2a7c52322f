#!/bin/sh
# The secrets of docker-compose.yml, random, one file each; what is there already stays.
# Usage: bin/make-secrets.sh [FOLDER]
set -eu
folder=${1:-"$(dirname "$0")/../.data/secrets"}
mkdir -p "$folder"
# Containers read the files as different users, so the files are open and the folder around them is closed.
chmod 0700 "$folder"
for name in superuser_password owner_password app_password context_key; do
  file=$folder/$name
  [ -s "$file" ] && continue
  head -c 36 /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_' >"$file"
  chmod 0444 "$file"
done
