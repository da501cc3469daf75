//! EW-4xx: what the two targets can and cannot say.

super::codes! {
    NotInTarget = "EW-401", Error, "something that a target cannot express" {
        message "{0} cannot express `{1}`"
        label "only {2} can"
        fix "build for {2}, or remove it"
        means "The other target has a resource or argument for it, this one has none. It is an error only when building the target that lacks it."
        wrong "registered_domain site \"example.com\" { auto_renew = true }"
        right ""
    }
    RawProperty = "EW-402", Note, "a raw property passed through" {
        message "`{0}` is passed through as written"
        label "not checked"
        fix ""
        means "`overrides` and `resource` write properties into the output as they stand. What they mean is not known to the dry run, to the rules or to the other target."
        wrong "distribution app { overrides cfn { Comment = \"x\" } }"
        right "distribution app { comment = \"x\" }"
    }
    OverrideNowhere = "EW-403", Error, "an override of something that is not there" {
        message "`{0}` leads to no property of `{1}`"
        label ""
        fix "write the path as it stands in the output: `edgewise build` shows it"
        means "A path in `overrides` goes through objects by name and lists by number. Every step but the last must exist."
        wrong ""
        right ""
    }
    SeveralTemplates = "EW-405", Note, "a program that becomes several templates" {
        message "the program becomes {0} CloudFormation templates"
        label ""
        fix "deploy them in the order of `stacks.json`, which says what each passes to the next"
        means "A template holds so many resources, bytes, parameters and outputs, and belongs to one region. What is more, or lives \
               elsewhere, goes into a template of its own; values pass between them as outputs and parameters. What has no region of its own lives wherever the deployer says, apart \
               from all regions that are named: a `region` in the `project` block puts it beside what lives there already, \
               which is fewer templates where the two need each other."
        wrong ""
        right ""
    }
    NotSaid = "EW-406", Error, "something asked of a block that its author did not say" {
        message "`{0}` of `{1}` is not known to {2}"
        label "needs `{0}`"
        fix "write `{0}` in the block of `{1}`"
        means "A block that exists already can only be asked for what its author wrote of it, or what follows from that."
        wrong "existing load_balancer web \"web.internal\"\noutput arn = web.arn"
        right "existing load_balancer web \"web-1.eu-west-1.elb.amazonaws.com\" { arn = \"arn:aws:elasticloadbalancing:…\" }\noutput arn = web.arn"
    }
    DocumentTooLong = "EW-407", Error, "a traffic policy whose document is too long" {
        message "the document of `{0}` has {1} characters or more, and Route 53 takes {2}"
        label ""
        fix "say it with fewer branches, or divide it among several names"
        means "A traffic policy is sent to AWS as one JSON document. Each branch takes about 100 characters of it, each endpoint as many. What only a deployment knows is not counted."
        wrong ""
        right ""
    }
}
