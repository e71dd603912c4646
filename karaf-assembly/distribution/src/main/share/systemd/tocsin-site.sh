# SPDX-License-Identifier: Apache-2.0
# Copied to bin/ of an installed distribution: where its directories are, also for root, who could write beside it.
: "${TOCSIN_ETC:=/etc/tocsin}" "${TOCSIN_DATA:=/var/lib/tocsin}" "${TOCSIN_SPOOL:=/var/spool/tocsin}"
