# One new matter, as an intake desk would record it on the day: a warrant, the account that it names, a gag of one year.
def event($type; $key): {type: $type, matter: $m, occurred_at: {precision: "minute", value: $minute}, idempotency_key: "\($m)-\($key)"};

event("demand.received"; "warrant") + {
  demand_id: "\($m)-D1", kind: "us_sca_warrant", jurisdiction: "US", nature: "criminal", classification: "sealed",
  customer_type: "enterprise",
  instrument: {issued_at: $yesterday, received_at: $now, service_channel: "portal", response_due: $due},
  issuer: {authority: {name: "Example U.S. Attorney Office", type: "prosecutor"},
           court: {name: "D. Example", level: "magistrate", docket_number: "mj-0001"}},
  law: {legal_authority: ["18 USC 2703(a)"], standard_of_proof: "probable_cause"},
  data: {categories: ["content_stored", "transactional_records"], target_count: 1},
  documents: [{role: "instrument", media_type: "application/pdf", size: 184233, sha256: ("0" * 64)}]
},
event("demand.target_added"; "target") + {
  demand_id: "\($m)-D1", target_id: "\($m)-T1", customer_ref: "cust-000001",
  selectors: [{type: "user_principal_name", value: "user-a@customer.example"}],
  period: {from: $yesterday, to: $today}
},
event("secrecy.received"; "gag") + {
  secrecy_id: "\($m)-S1", secrecy_kind: "us_2705b_order", demand_ids: ["\($m)-D1"], applicability: "single_process",
  law: {legal_basis: ["18 USC 2705(b)"]}, duration_kind: "fixed_period",
  term: {issued_at: $yesterday, effective_from: $today, period: "P1Y"},
  prohibition: {forbids: ["existence_of_process"], protected_from: "everyone"},
  permitted_recipients: [{class: "legal_counsel", basis: "order par. 2"}, {class: "necessary_to_comply", basis: "order par. 2"}],
  notice_duty_holder: "provider_policy",
  documents: [{role: "secrecy_order", media_type: "application/pdf", size: 90112, sha256: ("1" * 64)}]
}
