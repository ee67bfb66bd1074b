#!/bin/sh
# Run once by the database's image, before the server first migrates: the user who serves (docs/operations.md).
set -eu
psql -v ON_ERROR_STOP=1 -v password="$SERVER_PASSWORD" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
create role partner_graph_login nologin noinherit;
create role partner_graph_server login noinherit password :'password' in role partner_graph_login;
SQL
