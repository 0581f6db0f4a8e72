// Every flag of `reqledger`. Each command lists the ones that it takes.
#pragma once

#include <gflags/gflags_declare.h>

DECLARE_bool(approve);
DECLARE_string(at);
DECLARE_string(audience);
DECLARE_string(authority);
DECLARE_string(basis);
DECLARE_string(court);
DECLARE_string(customer);
DECLARE_string(customer_ref);
DECLARE_string(data_dir);
DECLARE_string(docket);
DECLARE_string(document);
DECLARE_bool(dry_run);
DECLARE_bool(due);
DECLARE_bool(entries_only);
DECLARE_bool(rebuild);
DECLARE_string(escrow_certs);
DECLARE_bool(escrow_destroyed);
DECLARE_string(format);
DECLARE_bool(json);
DECLARE_bool(keep_going);
DECLARE_string(key_dir);
DECLARE_uint64(limit);
DECLARE_string(matter);
DECLARE_string(matters);
DECLARE_string(next_vkeys);
DECLARE_string(origin);
DECLARE_string(out);
DECLARE_string(policy);
DECLARE_string(unlock_key_file);
DECLARE_bool(publish_now);
DECLARE_uint64(publish_multiple);
DECLARE_string(reason);
DECLARE_string(receipts_dir);
DECLARE_bool(register);
DECLARE_string(schema_dir);
DECLARE_string(scope);
DECLARE_string(selector);
DECLARE_string(since);
DECLARE_string(socket);
DECLARE_string(state_dir);
DECLARE_bool(strict_process);
DECLARE_string(tls_ca);
DECLARE_string(tls_cert);
DECLARE_string(tls_key);
DECLARE_string(type);
DECLARE_string(until);
DECLARE_string(url);
DECLARE_string(vkey);
DECLARE_string(within);
DECLARE_bool(working);
DECLARE_bool(yes);
