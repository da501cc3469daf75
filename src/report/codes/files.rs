//! EW-0xx: files and the command line.

super::codes! {
    Unreadable = "EW-001", Error, "a file cannot be read" {
        message "`{0}` cannot be read: {1}"
        label ""
        fix "check the path, and that you may read it"
        means "A file or directory that was named, or that a program names with `file(…)` or `use`, is missing or may not be read. Paths in a program are relative to the file that names them."
        wrong "function stamp { code = file(\"stmp.js\") }"
        right "function stamp { code = file(\"stamp.js\") }"
    }
    NotUtf8 = "EW-002", Error, "a file is not UTF-8" {
        message "`{0}` is not UTF-8: byte {1} begins no character"
        label ""
        fix "save it as UTF-8"
        means "Programs are UTF-8 text, with or without a byte order mark. Nothing is guessed about other encodings."
        wrong ""
        right ""
    }
    TooLarge = "EW-003", Error, "a file is too large" {
        message "`{0}` has {1} MB; a file of a program has at most 256 MB"
        label ""
        fix "split it: the files of a directory are compiled together"
        means "Places in a program are kept as 32-bit numbers, and the outputs of such a file would be larger than any template."
        wrong ""
        right ""
    }
    IgnoredFile = "EW-004", Note, "a file is not part of the program" {
        message "`{0}` is not read: only `.edge` files make up a module"
        label ""
        fix "rename it to `.edge`, or name it where it is needed, with `file(…)`"
        means "A directory is a module: all of its `.edge` files are compiled together. Other files are read only where a program names them."
        wrong ""
        right ""
    }
    EmptyModule = "EW-005", Error, "nothing to compile" {
        message "`{0}` holds no `.edge` file"
        label ""
        fix "name a directory or file with a program, or begin one with `edgewise new NAME`"
        means "The path given has no file that ends in `.edge`. Directories inside it are modules of their own and are not searched."
        wrong ""
        right ""
    }
    UnsetParam = "EW-006", Error, "a parameter has no value" {
        message "`{0}` has no value"
        label "no default here, and no `--set {0}=…`"
        fix "give it a default, or a value on the command line: `--set {0}=…`"
        means "A `param` is chosen when compiling. Without a default it must be given with `--set` or in a file named by `--params`. What is known only at deployment is an `input`."
        wrong "param stage: text\nbucket site { name = \"site-${stage}\" }"
        right "param stage: text = \"live\"\nbucket site { name = \"site-${stage}\" }"
    }
    UnknownParam = "EW-007", Error, "a value for a parameter that does not exist" {
        message "there is no parameter `{0}`"
        label ""
        fix "remove it from the command line, or declare it: `param {0}: text`"
        means "A name given with `--set` or in a file of parameters belongs to no `param` of the program. It is refused, since a misspelled name would otherwise leave the default in force, in silence."
        wrong ""
        right ""
    }
    BadParam = "EW-008", Error, "a parameter was given a value of another type" {
        message "`{0}` is {1}, which is not {2}"
        label "its type is declared here"
        fix "give a value of that type"
        means "Values from the command line are read in the type that the `param` declares: `--set green=10` for an `int`, `--set ttl=5m` for a `duration`."
        wrong ""
        right ""
    }
    ZoneFileEntry = "EW-011", Error, "an entry of a zone file cannot be read" {
        message "this entry of the zone file cannot be read: {0}"
        label ""
        fix "mend it in the file, or export the zone again"
        means "Zone files have the form of RFC 1035: name, TTL, class, type, value, each record on a line of its own or in round brackets. Times may have the units that BIND knows, `1h`. A mistake costs the entry it stands in; the others are read."
        wrong ""
        right ""
    }
    ZoneFileType = "EW-012", Error, "a record of a zone file has no equal in Route 53" {
        message "this {0} record cannot be carried over: {1}"
        label ""
        fix "leave it out knowingly: `--without {0}`"
        means "A record that Route 53 cannot answer would be missing after a move, so it is not left out in silence. A provider's own types, such as ALIAS or ANAME, are written by hand: `A \"@\" -> app` is an alias."
        wrong ""
        right ""
    }
    ZoneFileOrigin = "EW-013", Error, "a zone file does not say of which domain it is" {
        message "names here are relative, and nothing says to which domain"
        label ""
        fix "say it: `--domain example.com`"
        means "Without `$ORIGIN`, an SOA with a whole name, or a file called after its domain, nobody knows what the names of a zone file are relative to."
        wrong ""
        right ""
    }
    ZoneFileInclude = "EW-014", Error, "a zone file includes another" {
        message "other zone files are not read from this one"
        label ""
        fix "put its lines here, or export the zone as one file"
        means "`$INCLUDE` names a file on the name server's disk, which the export rarely comes with. Records in it would be missing, so the move is not begun without them."
        wrong ""
        right ""
    }
    ZoneFileOutside = "EW-015", Warning, "a record of a zone file lies outside its zone" {
        message "`{0}` is not in `{1}`, so no name server of that zone answers it"
        label ""
        fix "move it to the zone it belongs to"
        means "Name servers ignore records whose names are not below the apex of the zone. It is not carried over."
        wrong ""
        right ""
    }
    ZoneFileSigned = "EW-016", Note, "a zone file is signed" {
        message "`{0}` is signed: its keys and signatures are not carried over, and the plan removes them first"
        label ""
        fix ""
        means "Route 53 signs with keys of its own and takes no others, and two providers cannot sign one zone together. A signed zone has to go unsigned before it moves, and is signed again afterwards."
        wrong ""
        right ""
    }
    ZoneFileTtls = "EW-017", Warning, "records of one name and type have different TTLs" {
        message "the {1} records of `{0}` have different TTLs; the shortest, {2}, is taken for all"
        label ""
        fix "give them one TTL"
        means "Route 53 keeps one TTL for all values of a name and type, and so does every resolver (RFC 2181)."
        wrong ""
        right ""
    }
    MoveDiffers = "EW-018", Error, "an answer would change with a move" {
        message "`{0}` {1} would be answered {2}, and is answered {3}"
        label ""
        fix "report it: the program written from a zone file has to answer the same"
        means "`edgewise migrate` asks the zone file and the program it wrote for every name and type. An answer that differs would be noticed by somebody, so nothing is written."
        wrong ""
        right ""
    }
}
