// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api.schema;

import dev.apiaccess.api.Syntax;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the API server says to a text that a pattern does not take. Each pattern of a spec has its sentences here; the first whose
 * condition holds is said, the last holds always. The field and the value stand before it, put there by the API server.
 */
final class Sentences {

    /**
     * What is wrong with a text, and what to write instead.
     *
     * @param when a CEL expression over {@code self}; empty when it holds always
     * @param says a sentence, or, where it quotes the text, a CEL expression that gives one
     */
    private record Case(String when, String says) {
        static Case of(String when, String sentence) {
            return new Case(when, literal(sentence));
        }
    }

    private static final String INVISIBLE = "self.matches(r'" + Syntax.INVISIBLE + "')";

    private static final Map<String, List<Case>> CASES = Stream.of(
                    Syntaxes.PLACES,
                    Syntaxes.PRINCIPALS,
                    Syntaxes.TIMES,
                    Syntaxes.NAMES,
                    Syntaxes.SECRETS,
                    Syntaxes.NETWORKS,
                    Syntaxes.AUTHORIZERS,
                    Syntaxes.THINGS)
            .flatMap(part -> part.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** Rules that say more than their pattern, or the same for less: what a rule may cost is bounded. */
    private static final Map<String, String> RULES = Map.of(
            Syntax.REST_API_NAME,
            "self != '' && !self.matches(r'^\\s|\\s$|" + Syntax.INVISIBLE + "')",
            Syntax.WORDS,
            "self.matches(r'\\S') && !self.matches(r'" + Syntax.INVISIBLE + "')");

    private Sentences() {}

    /** What holds for the texts that are taken. */
    static String rule(String pattern) {
        return RULES.getOrDefault(pattern, "self.matches(r'" + pattern + "')");
    }

    /** CEL that gives the sentence for a text which is not taken; empty when it is always the general one. */
    static Optional<String> expression(String pattern) {
        return cases(pattern)
                .filter(cases -> cases.size() > 1)
                .map(cases -> cases.stream()
                        .map(one -> one.when().isEmpty() ? one.says() : one.when() + " ? " + one.says() + " : ")
                        .collect(Collectors.joining()));
    }

    /** The sentence that holds always; empty for a pattern that has none. */
    static Optional<String> general(String pattern) {
        return cases(pattern).map(cases -> cases.getLast().says()).map(text -> text.substring(1, text.length() - 1));
    }

    private static Optional<List<Case>> cases(String pattern) {
        return Optional.ofNullable(CASES.get(pattern));
    }

    private static String literal(String sentence) {
        if (sentence.contains("'") || sentence.contains("\\")) {
            throw new IllegalStateException("a sentence that cannot stand between quotes: " + sentence);
        }
        return "'" + sentence + "'";
    }

    /** The sentences, by what they are about. */
    private static final class Syntaxes {

        static final Map<String, List<Case>> PLACES = Map.of(
                Syntax.PATH,
                List.of(
                        Case.of(
                                "self.contains('://')",
                                "a path has no scheme and no host: write it from the first / on"),
                        Case.of(
                                "self.contains('*')",
                                "a path takes no *: write /orders/{proxy+} for everything below /orders, and /orders itself beside it"),
                        Case.of("self.contains('?')", "a path takes no ?: leave out the query string"),
                        Case.of(
                                "self.contains('${')",
                                "a path takes no policy variables: write the path, or {id} for one segment"),
                        Case.of("self.contains('//')", "a path has no empty segment: write one / between two segments"),
                        Case.of(
                                "!self.startsWith('/')",
                                "a path begins with /: write it as API Gateway shows the resource, such as /orders/{id}"),
                        Case.of("self.endsWith('/')", "a path has no / at its end: leave it out"),
                        Case.of("self.contains('+}/')", "{name+} takes all that follows: it stands last in a path"),
                        Case.of(
                                "",
                                "a segment is letters, digits and . _ : - or one variable such as {id}; the last may be {name+}")),
                Syntax.STAGE,
                List.of(
                        Case.of("self.contains('*')", "a stage takes no *: name each stage"),
                        Case.of("self.contains('/')", "a stage is one name without /: paths have a field of their own"),
                        Case.of("", "a stage has letters, digits, _ and - only")),
                Syntax.STAGE_OR_EVERY,
                List.of(
                        Case.of(
                                "self.contains('*')",
                                "a stage takes no * beside other text: write * alone for every stage, or name each"),
                        Case.of("self.contains('/')", "a stage is one name without /: paths have a field of their own"),
                        Case.of("", "a stage has letters, digits, _ and - only")),
                Syntax.STAGE_PATTERN,
                List.of(Case.of("", "a pattern of stages has letters, digits, _ and -, with * for any text")),
                Syntax.REGION,
                List.of(
                        Case.of(
                                "self.matches(r'^[a-z-]+-[0-9]+[a-z]$')",
                                "this is an availability zone: leave out the letter at its end"),
                        Case.of("", "write the code of a region, such as eu-west-1")),
                Syntax.REST_API_ID,
                List.of(
                        Case.of("self.contains('/') || self.contains(':')", "write the id alone, such as a1b2c3d4e5"),
                        Case.of(
                                "",
                                "an id has small letters and digits, such as a1b2c3d4e5; the name of an API goes into restApiName")),
                Syntax.REST_API_ID_PATTERN,
                List.of(Case.of(
                        "", "an id has small letters and digits, with * for any text; names go into restApiName")),
                Syntax.REST_API_NAME,
                List.of(
                        Case.of(
                                INVISIBLE,
                                "the name holds a character that cannot be seen: leave it out, or use restApiId"),
                        Case.of("", "the name is one line of text with no space at its beginning or end")));

        static final Map<String, List<Case>> AUTHORIZERS = Map.of(
                Syntax.AUTHORIZER,
                List.of(Case.of("", "the name of an authorizer has letters, digits, _ and - only, at most 128")),
                Syntax.LAMBDA_ARN,
                List.of(
                        Case.of(
                                "self.contains('/invocations')",
                                "write the ARN of the function alone, such as arn:aws:lambda:eu-west-1:111122223333:function:check"),
                        Case.of(
                                "",
                                "write the ARN of a function, such as arn:aws:lambda:eu-west-1:111122223333:function:check")),
                Syntax.USER_POOL_ARN,
                List.of(
                        Case.of(
                                "self.matches(r'^[a-z]{2}-[a-z]+-[0-9]_[A-Za-z0-9]+$')",
                                "this is the id of a user pool: write its ARN, arn:aws:cognito-idp:<region>:<account>:userpool/ and the id"),
                        Case.of(
                                "",
                                "write the ARN of a user pool, such as arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Example1")),
                Syntax.IDENTITY_SOURCE,
                List.of(
                        Case.of(
                                "self.startsWith('$')",
                                "that is how HTTP APIs write it: write method.request.header.Authorization"),
                        Case.of(
                                "",
                                "write it as method.request.header.<name>, method.request.querystring.<name>, context.<name> or stageVariables.<name>")),
                Syntax.SCOPE,
                List.of(Case.of("", "a scope is one word without quotes, such as orders/read")),
                Syntax.TOPIC_ARN,
                List.of(
                        Case.of("self.contains('@')", "an alarm tells SNS topics: subscribe the address to a topic"),
                        Case.of(
                                "",
                                "write the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:111122223333:oncall")),
                Syntax.WEB_ACL_ARN,
                List.of(
                        Case.of(
                                "self.contains(':global/')",
                                "that is one of CloudFront, which no stage has: use mode AtCloudFront"),
                        Case.of(
                                "",
                                "write the ARN of a regional web ACL, such as arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/orders/ and its id")));

        static final Map<String, List<Case>> PRINCIPALS = Map.of(
                Syntax.PRINCIPAL,
                List.of(
                        Case.of(
                                "self == '*'",
                                "* names nobody: list roles, users and groups, such as role/apps/orders-web"),
                        Case.of(
                                "self.contains('*') || self.contains('?')",
                                "a principal takes no wildcard: write each role, user or group with its whole name"),
                        Case.of(
                                "self.endsWith(':root')",
                                "the root of an account takes no policies: name roles, users or groups of the account"),
                        Case.of(
                                "self.contains('assumed-role/')",
                                "this is a session: write its role with the path it has in IAM, such as role/apps/orders-web"),
                        Case.of(
                                "self.startsWith('serviceaccount/') || self.startsWith('system:serviceaccount:')",
                                "service accounts are not taken: write the IAM role that the service account assumes"),
                        Case.of(
                                "self.matches(r'^(account/)?[0-9]{12}$')",
                                "an account is no principal: name roles, users or groups of the account"),
                        Case.of(
                                "self.endsWith('.amazonaws.com')",
                                "an AWS service is no principal: write the IAM role that it uses"),
                        Case.of("self.contains('${')", "a principal takes no policy variables: write its name"),
                        new Case(
                                "self.matches(r'^[A-Za-z0-9+=,.@_-]{1,128}$')",
                                "'say what it is before the name: write role/' + self + ', user/' + self + ' or group/' + self"),
                        Case.of(
                                "self.startsWith('arn:')",
                                "only ARNs of roles, users and groups are taken, such as arn:aws:iam::111122223333:role/apps/orders-web"),
                        Case.of(
                                "",
                                "write role/path/name, user/path/name or group/path/name, as IAM spells it, or its ARN")),
                Syntax.PRINCIPAL_PATTERN,
                List.of(
                        Case.of("self == '*'", "say which kind: write role/*, and role/*/* for roles with a path"),
                        Case.of(
                                "self.startsWith('arn:')",
                                "patterns are written without account: begin with role/, user/ or group/"),
                        Case.of("", "a pattern begins with role/, user/ or group/, such as role/apps/orders-*")),
                Syntax.ROLE_ARN,
                List.of(
                        Case.of(
                                "self.contains('assumed-role/')",
                                "this is a session: write the ARN of its role, such as arn:aws:iam::111122223333:role/apiaccess"),
                        Case.of(
                                "self.contains(':user/')",
                                "a user cannot be assumed: name a role, or leave assumeRole out"),
                        Case.of("self.contains('*')", "a role is assumed by its whole ARN: leave out the *"),
                        Case.of("", "write the whole ARN of a role, such as arn:aws:iam::111122223333:role/apiaccess")),
                Syntax.EXTERNAL_ID,
                List.of(Case.of("", "an external id has letters, digits and = , . @ : / _ + - and no spaces")),
                Syntax.ACCOUNT_ID,
                List.of(
                        Case.of(
                                "self.contains('-') || self.contains(' ')",
                                "write the twelve digits without anything between them"),
                        Case.of("", "an account number has twelve digits, in quotes")));

        private static final List<Case> DURATION = List.of(
                Case.of("self.matches('^[0-9]+$')", "the unit is missing: write for example 90s, 5m, 24h or 30d"),
                Case.of("", "a duration is one whole number above 0 and one unit s, m, h or d, such as 90s or 24h"));

        static final Map<String, List<Case>> TIMES = Map.of(
                Syntax.DURATION,
                DURATION,
                Syntax.DURATION_OR_NONE,
                DURATION,
                Syntax.CRON,
                List.of(
                        Case.of("self.startsWith('@')", "write the five fields instead: @daily is 0 0 * * *"),
                        Case.of(
                                "self.matches(r'^\\S+( \\S+){5,6}$')",
                                "there are five fields, without seconds and year: minute, hour, day of month, month, day of week"),
                        Case.of(
                                "",
                                "there are five fields with one space between them: minute, hour, day of month, month, day of week")),
                Syntax.TIME_ZONE,
                List.of(Case.of("", "write a name of the IANA database, such as Europe/Berlin")),
                Syntax.UTC_TIME,
                List.of(
                        Case.of(
                                "self.matches(r'^[0-9]{4}-[0-9]{2}-[0-9]{2}$')",
                                "the time is missing: write for example 2027-01-31T18:00:00Z"),
                        Case.of("self.matches(r'[+-][0-9]{2}:?[0-9]{2}$')", "write the time in UTC, with Z at its end"),
                        Case.of("", "write date and time in UTC, such as 2027-01-31T18:00:00Z")));

        static final Map<String, List<Case>> NETWORKS = Map.of(
                Syntax.VPC_ENDPOINT,
                List.of(
                        Case.of("self.startsWith('vpc-')", "this is a VPC: write it into vpcs"),
                        Case.of(
                                "self.contains('vpce-svc-')",
                                "this is an endpoint service: write the id of the endpoint that calls come through"),
                        Case.of("self.startsWith('arn:')", "write the id alone, such as vpce-0123456789abcdef0"),
                        Case.of("self.contains('*')", "an id takes no *: name each VPC endpoint, or its VPC in vpcs"),
                        Case.of("", "write the id of a VPC endpoint, such as vpce-0123456789abcdef0")),
                Syntax.VPC,
                List.of(
                        Case.of("self.startsWith('vpce-')", "this is a VPC endpoint: write it into vpcEndpoints"),
                        Case.of(
                                "self.startsWith('subnet-')",
                                "this is a subnet: name its VPC, and its addresses in sourceIps"),
                        Case.of("self.startsWith('arn:')", "write the id alone, such as vpc-0123456789abcdef0"),
                        Case.of("self.contains('*')", "an id takes no *: name each VPC"),
                        Case.of("", "write the id of a VPC, such as vpc-0123456789abcdef0")),
                Syntax.ORGANIZATION,
                List.of(
                        Case.of(
                                "self.startsWith('ou-') || self.startsWith('r-')",
                                "units of an organization are not taken: write the id of the whole, such as o-a1b2c3d4e5, or accounts"),
                        Case.of("self.contains('*')", "an id takes no *: name each organization"),
                        Case.of("", "write the id of an organization, such as o-a1b2c3d4e5")));

        static final Map<String, List<Case>> THINGS = Map.of(
                Syntax.WORDS,
                List.of(
                        Case.of("self.matches(r'\\S')", "write it on one line, without characters that cannot be seen"),
                        Case.of("", "write a few words: they stand in the event and in the audit log")),
                Syntax.CALLER_ARN,
                List.of(
                        Case.of("self == '*'", "say whose: write for example arn:aws:iam::111122223333:role/apps/*"),
                        Case.of("self.matches(r'^[0-9]{12}$')", "this is an account: write it into accounts"),
                        Case.of(
                                "self.contains('assumed-role/')",
                                "this is a session: write the ARN of its role, such as arn:aws:iam::111122223333:role/apps/web"),
                        Case.of("self.contains(':group/')", "a group calls nothing: name its users"),
                        Case.of(
                                "self.matches(r'^arn:[^:]*:iam::[^:]*[*?][^:]*:')",
                                "write the account out: in another one anybody may make a role of that name"),
                        Case.of(
                                "self.contains('${')",
                                "a principal takes no policy variables: write its name, with * for any text"),
                        Case.of(
                                "self.startsWith('role/') || self.startsWith('user/')",
                                "write the whole ARN with the account, such as arn:aws:iam::111122223333:role/apps/*"),
                        Case.of("", "write the ARN of a role or user, such as arn:aws:iam::111122223333:role/apps/*")),
                Syntax.LOG_DESTINATION,
                List.of(
                        Case.of(
                                "self.endsWith(':*') || self.contains(':log-stream:')",
                                "write the ARN of the log group alone: leave out what follows its name"),
                        Case.of(
                                "self.contains(':deliverystream/')",
                                "API Gateway writes only to streams whose name begins with amazon-apigateway-"),
                        Case.of(
                                "self.startsWith('arn:aws:s3:') || self.contains(':kinesis:')",
                                "API Gateway does not write there: name a log group or a Firehose stream"),
                        Case.of(
                                "!self.startsWith('arn:')",
                                "write the whole ARN, such as arn:aws:logs:eu-west-1:111122223333:log-group:orders"),
                        Case.of(
                                "",
                                "write the ARN of a log group or Firehose stream, such as arn:aws:logs:eu-west-1:111122223333:log-group:orders")),
                Syntax.ARN_PATTERN,
                List.of(
                        Case.of(
                                "self == '*'",
                                "say what it admits: write for example arn:aws:logs:eu-west-1:111122223333:log-group:orders-*"),
                        Case.of("self.startsWith('arn:aws:s3:')", "buckets are named by no object: leave it out"),
                        Case.of(
                                "self.matches(r'^arn:[^:]*:[^:]*:[^:]*:[0-9]*[*?]')",
                                "write the account out: a * there admits things of strangers"),
                        Case.of(
                                "",
                                "write a pattern of ARNs, such as arn:aws:logs:eu-west-1:111122223333:log-group:orders-*; a * crosses neither : nor /")));

        static final Map<String, List<Case>> SECRETS = Map.of(
                Syntax.SECRET_TYPES,
                List.of(
                        Case.of(
                                "",
                                "a type of Secrets has letters, digits, dots, - and /, such as servicebinding.io/apiaccess; * stands for any text without a slash")),
                Syntax.KEY_PREFIX,
                List.of(
                        Case.of(
                                "self.contains('/')",
                                "write the prefix alone, without the slash and what follows: example.com"),
                        Case.of(
                                "",
                                "a prefix has small letters, digits, dots and -, such as example.com; * stands for any")));

        static final Map<String, List<Case>> NAMES = Map.of(
                Syntax.LABEL,
                List.of(
                        Case.of("self.contains('*')", "a name takes no *: write it whole"),
                        Case.of("self.contains('/')", "write the name alone: a namespace has a field of its own"),
                        Case.of(
                                "",
                                "a name has small letters, digits and -, and begins and ends with a letter or digit")),
                Syntax.OBJECT_NAME,
                List.of(
                        Case.of("self.contains('/')", "write the name alone, without a namespace"),
                        Case.of(
                                "",
                                "a name has small letters, digits, - and ., and begins and ends with a letter or digit")),
                Syntax.LABEL_VALUE,
                List.of(
                        Case.of(
                                "self.contains('*')",
                                "a label is compared as it is: leave out the *, or use operator Exists"),
                        Case.of(
                                "",
                                "a value of a label has letters, digits, - _ and ., and begins and ends with a letter or digit")),
                Syntax.DATA_KEY,
                List.of(Case.of("", "a key of a Secret has letters, digits, - _ and . only")),
                Syntax.SECRET_TYPE,
                List.of(Case.of("", "write Opaque, or a type with a domain of your own such as example.com/api-key")));
    }
}
