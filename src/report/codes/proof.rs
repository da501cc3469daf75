//! EW-6xx: what test blocks expect, and how they are written.

super::codes! {
    Unmet = "EW-601", Error, "an expectation that does not hold" {
        message "{0}: {1}"
        label "{2}"
        fix ""
        means "The dry run answers otherwise than the test expects. The notes say how it came to its answer; what is an estimate is \
               marked as one."
        wrong "zone example \"example.com\" { A \"www\" -> \"192.0.2.1\" }\ntest \"names\" { dns \"www.example.com\" A -> \"192.0.2.2\" }"
        right "zone example \"example.com\" { A \"www\" -> \"192.0.2.1\" }\ntest \"names\" { dns \"www.example.com\" A -> \"192.0.2.1\" }"
    }
    WrongInTest = "EW-602", Error, "a line that no test has" {
        message "`{0}` is not written so in a test"
        label "not understood"
        fix "{1}"
        means "A test has lines `dns`, `health`, requests (`get`, `post`, …), `given`, `viewer` and loops around them."
        wrong "test \"names\" { dig \"www.example.com\" A -> NXDOMAIN }"
        right "test \"names\" { dns \"www.example.com\" A -> NXDOMAIN }"
    }
    UnknownInTest = "EW-603", Error, "a word that a test does not know" {
        message "`{0}` is no {1}"
        label "not understood here"
        fix "{2}"
        means "Whoever asks is a country (`DE`), a part of one (`US-CA`), a region, a network, a VPC or a `viewer` of the test. Things stand \
               `healthy`, `unhealthy`, `no_data`, `on`, `off`, or well in the eyes of so many checkers: `18%`."
        wrong "test \"names\" { dns \"www.example.com\" A from Germany -> NXDOMAIN }"
        right "test \"names\" { dns \"www.example.com\" A from DE -> NXDOMAIN }"
    }
}
