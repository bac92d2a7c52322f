#!/bin/sh
# A certificate authority of one's own and a server certificate signed by it, for docker compose. Run at every
# start: makes what is missing, renews what ends within 30 days or names another host.
# Usage: make-certificate.sh FOLDER HOST
# A server.crt and server.key that this authority did not sign are yours and left alone (give the group 1000 the
# right to read the key). Import ca.crt into the browsers.
set -eu
folder=$1
host=$2
mkdir -p "$folder"
cd "$folder"
umask 077
case $host in
  *[!0-9.]*) name="DNS:$host" check="-checkhost" ;;
  *) name="IP:$host" check="-checkip" ;;
esac

if [ -s server.crt ] && [ -s server.key ]; then
  [ -s ca.crt ] && openssl verify -CAfile ca.crt -no_check_time server.crt >/dev/null 2>&1 || exit 0
  if openssl x509 -in server.crt -noout -checkend 2592000 >/dev/null &&
    openssl x509 -in server.crt -noout "$check" "$host" | grep -q 'does match'; then
    exit 0
  fi
fi

if [ ! -s ca.crt ] || [ ! -s ca.key ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/CN=Greffe CA' \
    -addext 'keyUsage=critical,keyCertSign,cRLSign' -keyout ca.key -out ca.crt 2>/dev/null
fi
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$host" \
  -keyout server.key.new -out server.csr 2>/dev/null
printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' "$name" >server.ext
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 397 -extfile server.ext \
  -out server.crt.new 2>/dev/null
rm -f server.csr server.ext
chmod 0644 ca.crt server.crt.new
# The application runs as user and group 1000 (node) and reads the key through the group.
chgrp 1000 server.key.new 2>/dev/null || true
chmod 0640 server.key.new
mv server.key.new server.key
mv server.crt.new server.crt
