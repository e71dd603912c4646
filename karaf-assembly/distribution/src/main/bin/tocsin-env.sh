# SPDX-License-Identifier: Apache-2.0
# Where everything is. Sourced by every script of bin/, which says in $tocsin_bin where that is, also by those that must
# answer in a few milliseconds: it starts no program.
#
#   TOCSIN_HOME         the distribution; read only at run time    default: the directory above bin/
#   TOCSIN_ETC          the configuration                          $TOCSIN_HOME/etc    or /etc/tocsin
#   TOCSIN_DATA         queue, log, secret, deploy/; 0700          $TOCSIN_HOME/data   or /var/lib/tocsin
#   TOCSIN_SPOOL        where senders drop files; 3733             $TOCSIN_HOME/spool  or /var/spool/tocsin
#   TOCSIN_SECRET_FILE  the token of the local API                 `secretFile` in org.tocsin.http.cfg, $TOCSIN_DATA/secret
#   TOCSIN_ADDRESS      the local API                              `address` in org.tocsin.http.cfg, 127.0.0.1:49463
#   TOCSIN_LEGACY_ETC   where pdagent's and go-pdagent's own     /etc: pdagent/config.*, pdagent.conf; besides
#                       configurations are                       ~/.pdagent/config.*
#   TOCSIN_LEGACY_CONFIG  a configuration of go-pdagent's in the place of those
#   TOCSIN_CA_FILE      PEM: vouches for the agent's certificate    `tls.ca`, `tls.certificate` in org.tocsin.http.cfg, none
#   TOCSIN_URL          made of TOCSIN_ADDRESS: where a client on this host asks; https with a TOCSIN_CA_FILE
#   TOCSIN_CONNECT      host:port, when the name in TOCSIN_URL is that of the certificate (`tls.name`) and no address
#
# The first default is for a distribution that was unpacked where it may write, the second for one that was installed.

# cron and monitoring tools call with little or no environment
PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}
export PATH

# physically: bin/ itself may be a link; every script says in $tocsin_bin where that is
# shellcheck disable=SC2154
[ -n "${TOCSIN_HOME-}" ] || TOCSIN_HOME=$(CDPATH='' cd -P -- "$tocsin_bin/.." && pwd)

# whoever unpacked this may have said where its directories are
# shellcheck source=/dev/null
[ ! -r "$TOCSIN_HOME/bin/tocsin-site.sh" ] || . "$TOCSIN_HOME/bin/tocsin-site.sh"

if [ -z "${TOCSIN_SPOOL-}" ] && [ -n "${TOCSIN_DATA-}" ]; then
  # not inside: the data are closed to others, the spool is open to all
  TOCSIN_SPOOL=${TOCSIN_DATA%/}.spool
fi
if [ -d "$TOCSIN_HOME/data" ] || [ -w "$TOCSIN_HOME" ]; then
  : "${TOCSIN_ETC:=$TOCSIN_HOME/etc}" "${TOCSIN_DATA:=$TOCSIN_HOME/data}" "${TOCSIN_SPOOL:=$TOCSIN_HOME/spool}"
else
  : "${TOCSIN_ETC:=/etc/tocsin}" "${TOCSIN_DATA:=/var/lib/tocsin}" "${TOCSIN_SPOOL:=/var/spool/tocsin}"
fi
# a path from here is not a path from the agent's directory
case $TOCSIN_HOME in /*) ;; *) TOCSIN_HOME=$PWD/$TOCSIN_HOME ;; esac
case $TOCSIN_ETC in /*) ;; *) TOCSIN_ETC=$PWD/$TOCSIN_ETC ;; esac
case $TOCSIN_DATA in /*) ;; *) TOCSIN_DATA=$PWD/$TOCSIN_DATA ;; esac
case $TOCSIN_SPOOL in /*) ;; *) TOCSIN_SPOOL=$PWD/$TOCSIN_SPOOL ;; esac
case ${TOCSIN_SECRET_FILE:=${TOCSIN_HTTP_SECRETFILE-}} in '' | /*) ;; *) TOCSIN_SECRET_FILE=$PWD/$TOCSIN_SECRET_FILE ;; esac
: "${TOCSIN_ADDRESS:=${TOCSIN_HTTP_ADDRESS-}}"
# whether the caller says it: else it is for the file
tocsin_address_said=$TOCSIN_ADDRESS tocsin_secret_said=$TOCSIN_SECRET_FILE

tocsin_file='' tocsin_address='' tocsin_tls=${TOCSIN_HTTP_TLS_CERTIFICATE-} tocsin_name=${TOCSIN_HTTP_TLS_NAME-}
: "${TOCSIN_CA_FILE:=${TOCSIN_HTTP_TLS_CA-}}"

# What stands behind the = of a line, in $tocsin_text: unlike an address a path may have blanks.
tocsin_path() {
  tocsin_text="$tocsin_key $tocsin_equals $tocsin_value"
  tocsin_text=${tocsin_text#*=}
  tocsin_text=${tocsin_text#"${tocsin_text%%[! ]*}"}
  tocsin_text=${tocsin_text%"${tocsin_text##*[! ]}"}
}

if [ -f "$TOCSIN_ETC/org.tocsin.http.cfg" ] && [ -r "$TOCSIN_ETC/org.tocsin.http.cfg" ]; then
  while read -r tocsin_key tocsin_equals tocsin_value; do
    case $tocsin_key$tocsin_equals$tocsin_value in
      [ast]*=*'$['*) ;;
      address=*)
        tocsin_value=$tocsin_key$tocsin_equals$tocsin_value
        tocsin_address=${tocsin_value#address=}
        ;;
      secretFile=*)
        tocsin_path
        tocsin_file=$tocsin_text
        ;;
      tls.certificate=*)
        tocsin_path
        : "${tocsin_tls:=$tocsin_text}"
        ;;
      tls.ca=*)
        tocsin_path
        : "${TOCSIN_CA_FILE:=$tocsin_text}"
        ;;
      tls.name=*)
        tocsin_path
        : "${tocsin_name:=$tocsin_text}"
        ;;
    esac
  done <"$TOCSIN_ETC/org.tocsin.http.cfg"
  : "${TOCSIN_ADDRESS:=$tocsin_address}" "${TOCSIN_SECRET_FILE:=$tocsin_file}"
fi

# What the last start found in another agent's configuration: below our own file, above the defaults.
tocsin_read_migrated() {
  [ -r "$TOCSIN_DATA/migrated/values" ] || return 0
  while read -r tocsin_key tocsin_value; do
    case $tocsin_key in
      TOCSIN_ADDRESS) : "${TOCSIN_ADDRESS:=$tocsin_value}" ;;
      TOCSIN_SECRET_FILE) : "${TOCSIN_SECRET_FILE:=$tocsin_value}" ;;
    esac
  done <"$TOCSIN_DATA/migrated/values"
}

# Other users may not look there. Like go-pdagent's client they read its file by themselves: the address alone, of a line
# that has nothing else in it.
tocsin_read_legacy_address() { # file
  while read -r tocsin_line || [ -n "$tocsin_line" ]; do
    case $tocsin_line in
      address[:=\ ]* | '"address"'[:\ ]*) ;;
      *) continue ;;
    esac
    tocsin_value=${tocsin_line#*[:=]}
    tocsin_value=${tocsin_value#"${tocsin_value%%[!\ \"\']*}"}
    tocsin_value=${tocsin_value%%[\ \"\',#]*}
    case $tocsin_value in
      *[!][A-Za-z0-9.:_-]*) ;;
      *:[0-9]*) TOCSIN_ADDRESS=$tocsin_value ;;
    esac
    return 0
  done <"$1"
}

if [ -z "$TOCSIN_ADDRESS" ] || [ -z "$TOCSIN_SECRET_FILE" ]; then
  [ -n "${tocsin_reads_anew-}" ] || tocsin_read_migrated
  if [ -z "$TOCSIN_ADDRESS" ] && [ -e "${TOCSIN_LEGACY_ETC:-/etc}/pdagent" ] && [ -d "$TOCSIN_DATA" ] && [ ! -x "$TOCSIN_DATA" ]; then
    for tocsin_file in json toml yaml yml properties; do
      tocsin_file=${TOCSIN_LEGACY_ETC:-/etc}/pdagent/config.$tocsin_file
      if [ -r "$tocsin_file" ]; then
        tocsin_read_legacy_address "$tocsin_file"
        break
      fi
    done
  fi
fi
: "${TOCSIN_CA_FILE:=$tocsin_tls}"
: "${TOCSIN_ADDRESS:=127.0.0.1:49463}" "${TOCSIN_SECRET_FILE:=$TOCSIN_DATA/secret}"
# a path of the file is one from the agent's directory
case $TOCSIN_SECRET_FILE in /*) ;; *) TOCSIN_SECRET_FILE=$TOCSIN_DATA/$TOCSIN_SECRET_FILE ;; esac

# Where clients ask: after a change of the address once more.
tocsin_make_url() {
  case $TOCSIN_ADDRESS in
    0.0.0.0:* | :*) TOCSIN_CONNECT=127.0.0.1:${TOCSIN_ADDRESS##*:} ;;
    '[::]':*) TOCSIN_CONNECT="[::1]:${TOCSIN_ADDRESS##*:}" ;;
    *) TOCSIN_CONNECT=$TOCSIN_ADDRESS ;;
  esac
  TOCSIN_URL=http://$TOCSIN_CONNECT
  [ -z "$TOCSIN_CA_FILE" ] || TOCSIN_URL=https://$TOCSIN_CONNECT
  if [ -n "$TOCSIN_CA_FILE" ] && [ -n "$tocsin_name" ]; then
    TOCSIN_URL=https://$tocsin_name:${TOCSIN_ADDRESS##*:}
  else
    TOCSIN_CONNECT=
  fi
}
tocsin_make_url

export TOCSIN_HOME TOCSIN_ETC TOCSIN_DATA TOCSIN_SPOOL TOCSIN_SECRET_FILE TOCSIN_ADDRESS TOCSIN_URL TOCSIN_CA_FILE TOCSIN_CONNECT
