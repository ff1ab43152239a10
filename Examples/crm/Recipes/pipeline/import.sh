#!/bin/sh
# Imports the sales pipeline of Maven Analytics' "CRM Sales Opportunities" into a store:
#
#   sh import.sh DATA STORE
#
# DATA is the folder with sales_teams.csv, accounts.csv, products.csv and sales_pipeline.csv, STORE the folder of the store, which is
# created when it is not there. The workbench is the program `crm`; CRM may name another command, such as "swift run -c release crm".
# Run again, it changes nothing but what has changed in the files.
set -eu

if [ $# -ne 2 ]; then
  echo "usage: sh import.sh DATA STORE" >&2
  exit 64
fi

data=$1
store=$2
recipe=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

for file in sales_teams accounts products sales_pipeline; do
  if [ ! -r "$data/$file.csv" ]; then
    echo "import.sh: there is no $data/$file.csv" >&2
    exit 1
  fi
done

import_file() {
  # CRM may hold a command of several words, so it is not quoted.
  ${CRM:-crm} --store "$store" import "$1" "$data/$2.csv" --map "$recipe/$3.json" --key "$4"
}

import_file user sales_teams users name
import_file account accounts accounts name
import_file product products products name
import_file opportunity sales_pipeline opportunities externalID
