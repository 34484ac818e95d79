// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

/** Patterns and lengths of what is written in specs. What the API server says to a text that a pattern does not take: {@code Sentences}. */
public final class Syntax {
    /** A DNS label: names of entries, tenants, namespaces, and of our own objects. */
    public static final String LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    static final int LABEL_LENGTH = 63;

    /** A name of a Kubernetes object. */
    public static final String OBJECT_NAME = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    static final int OBJECT_NAME_LENGTH = 253;

    public static final String LABEL_VALUE = "^([^\\W_]([-.\\w]*[^\\W_])?)?$";

    static final int LABEL_KEY_LENGTH = 317;

    public static final String REST_API_ID = "^[a-z0-9]{1,32}$";

    public static final String REST_API_ID_PATTERN = "^[a-z0-9*]{1,32}$";

    static final int REST_API_ID_LENGTH = 64;

    /** Control characters, what breaks lines, and what turns the direction of text. */
    public static final String INVISIBLE =
            "[\\x00-\\x1f\\x7f-\\x9f\\x{61c}\\x{200e}\\x{200f}\\x{2028}-\\x{202e}\\x{2066}-\\x{2069}\\x{feff}]";

    /** Any text on one line that neither begins nor ends with white space; the rule says more ({@code Sentences}). */
    public static final String REST_API_NAME = "^\\S([^\\r\\n\\t]*\\S)?$";

    static final int REST_API_NAME_LENGTH = 255;

    public static final String REGION = "^[a-z]{2,4}(-[a-z]{2,10}){1,3}-[0-9]{1,2}$";

    static final int REGION_LENGTH = 32;

    public static final String STAGE = "^[A-Za-z0-9_-]+$";

    /** A stage, or all of them. */
    public static final String STAGE_OR_EVERY = "^([A-Za-z0-9_-]+|[*])$";

    public static final String STAGE_PATTERN = "^[A-Za-z0-9_*-]+$";

    static final int STAGE_LENGTH = 128;

    /** A whole number and a unit, such as 90s or 24h. */
    public static final String DURATION = "^[1-9][0-9]{0,5}(s|m|h|d)$";

    /** A duration, or none. */
    public static final String DURATION_OR_NONE = "^(0s|[1-9][0-9]{0,5}(s|m|h|d))$";

    static final int DURATION_LENGTH = 16;

    /** {@code role/path/name}, {@code user/...}, {@code group/...}, or the ARN of such a thing. */
    public static final String PRINCIPAL =
            "^(arn:aws[a-z-]{0,16}:iam::[0-9]{12}:)?(role|user|group)/([A-Za-z0-9+=,.@_-]+/)*[A-Za-z0-9+=,.@_-]{1,128}$";

    public static final String PRINCIPAL_PATTERN =
            "^(role|user|group)/([A-Za-z0-9+=,.@_*-]+/)*[A-Za-z0-9+=,.@_*-]{1,128}$";

    static final int PRINCIPAL_LENGTH = 600;

    /** {@code /}, or segments of which each is text or a variable, the last one greedy if need be. */
    public static final String PATH =
            "^(/|(/([A-Za-z0-9._:-]+|\\{[A-Za-z0-9._:-]+\\}))+(/\\{[A-Za-z0-9._:-]+\\+\\})?|/\\{[A-Za-z0-9._:-]+\\+\\})$";

    static final int PATH_LENGTH = 256;

    public static final String ROLE_ARN =
            "^arn:aws[a-z-]{0,16}:iam::[0-9]{12}:role/([A-Za-z0-9+=,.@_-]+/)*[A-Za-z0-9+=,.@_-]{1,64}$";

    /** An account number. */
    public static final String ACCOUNT_ID = "^[0-9]{12}$";

    /** Longer than an account number, so that one with dashes is answered by a sentence. */
    static final int ACCOUNT_ID_LENGTH = 32;

    public static final String EXTERNAL_ID = "^[A-Za-z0-9+=,.@:/_-]+$";

    /** Five fields. */
    public static final String CRON = "^\\S+( \\S+){4}$";

    public static final String TIME_ZONE = "^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$";

    /** A time in RFC 3339 with Z at its end. */
    public static final String UTC_TIME =
            "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$";

    /** A key in the data of a Secret. */
    public static final String DATA_KEY = "^[-._A-Za-z0-9]+$";

    /** Some words on one line; the rule says more ({@code Sentences}). */
    public static final String WORDS = "^[^\\r\\n]*\\S[^\\r\\n]*$";

    static final int WORDS_LENGTH = 256;

    public static final String VPC_ENDPOINT = "^vpce-[0-9a-f]{8,17}$";

    public static final String VPC = "^vpc-[0-9a-f]{8,17}$";

    public static final String ORGANIZATION = "^o-[a-z0-9]{10,32}$";

    /** Longer than an id, so that one that was copied with something beside it is answered by a sentence. */
    static final int NETWORK_ID_LENGTH = 64;

    /**
     * The ARN of roles or users of one account, with wildcards after it: anybody can give a role of another account the same name.
     */
    public static final String CALLER_ARN =
            "^arn:aws[a-z-]{0,16}:iam::[0-9]{12}:(root|(role|user)/[A-Za-z0-9+=,.@_/*?-]{1,512})$";

    /** A log group, or a stream that API Gateway may write to by its name. */
    public static final String LOG_DESTINATION =
            "^arn:aws[a-z-]{0,16}:(logs:[a-z0-9-]{1,32}:[0-9]{12}:log-group:[A-Za-z0-9._/#-]{1,512}|firehose:[a-z0-9-]{1,32}:[0-9]{12}:deliverystream/amazon-apigateway-[A-Za-z0-9._-]{1,64})$";

    /**
     * Found in a log format that would hold keys or the content of tokens, however the variable is written; {@code identity.apiKeyId} is none
     * of those.
     */
    public static final String REFUSED_VARIABLES =
            "context[.](identity[.](accessKey|apiKey($|[^I]|I$|I[^d]))|authorizer([^A-Za-z]|$))";

    /** Name of an authorizer, as API Gateway takes it. */
    public static final String AUTHORIZER = "^[A-Za-z0-9_-]{1,128}$";

    static final int AUTHORIZER_LENGTH = 128;

    /** A function, with a version or an alias if need be. */
    public static final String LAMBDA_ARN =
            "^arn:aws[a-z-]{0,16}:lambda:[a-z0-9-]{1,32}:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]{1,128})?$";

    public static final String USER_POOL_ARN =
            "^arn:aws[a-z-]{0,16}:cognito-idp:[a-z0-9-]{1,32}:[0-9]{12}:userpool/[A-Za-z0-9_-]{1,64}$";

    public static final String TOPIC_ARN = "^arn:aws[a-z-]{0,16}:sns:[a-z0-9-]{1,32}:[0-9]{12}:[A-Za-z0-9_-]{1,256}$";

    public static final String WEB_ACL_ARN =
            "^arn:aws[a-z-]{0,16}:wafv2:[a-z0-9-]{1,32}:[0-9]{12}:regional/webacl/[A-Za-z0-9_-]{1,128}/[a-f0-9-]{1,64}$";

    /** A part of a call that an authorizer looks at. */
    public static final String IDENTITY_SOURCE =
            "^(method[.]request[.](header|querystring|multivalueheader|multivaluequerystring)[.][A-Za-z0-9_-]{1,128}|(context|stageVariables)[.][A-Za-z0-9_.-]{1,128})$";

    /** A scope of a token, as Cognito writes it. */
    public static final String SCOPE = "^[\\x21\\x23-\\x5b\\x5d-\\x7e]+$";

    /** A pattern of ARNs of one account; a star crosses neither colons nor slashes. */
    public static final String ARN_PATTERN =
            "^arn:aws[a-z-]{0,16}:[a-z0-9-]{1,32}:[a-z0-9*-]{0,32}:[0-9]{12}:[A-Za-z0-9._/:#*+=,@-]+$";

    static final int ARN_PATTERN_LENGTH = 400;

    /** Opaque, or a type with a domain. */
    public static final String SECRET_TYPE =
            "^(Opaque|([a-z0-9]([-a-z0-9]*[a-z0-9])?\\.)+[a-z]+/[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?)$";

    /** A pattern of types of Secrets. */
    public static final String SECRET_TYPES = "^[A-Za-z0-9._/*-]+$";

    /** A pattern of prefixes of labels and annotations, without the slash. */
    public static final String KEY_PREFIX = "^[a-z0-9.*-]+$";

    /** Longest text of a field of a status that names something in AWS. */
    static final int ARN_LENGTH = 2048;

    /** Longest line of a status. */
    static final int LINE_LENGTH = 1024;

    /** Most lines about drift. */
    static final int DRIFT_LINES = 20;

    /** Longest time in RFC 3339. */
    static final int TIME_LENGTH = 64;

    /** Conditions as every tool expects them: one per type, each complete. */
    static final String CONDITIONS = """
            {"properties": {"conditions": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"],
              "items": {"required": ["lastTransitionTime", "message", "reason", "status", "type"], "properties": {
                "lastTransitionTime": {"format": "date-time"}, "message": {"maxLength": 32768},
                "observedGeneration": {"format": "int64", "minimum": 0},
                "reason": {"maxLength": 64, "pattern": "^[A-Za-z]+$"},
                "status": {"enum": ["True", "False", "Unknown"]}, "type": {"maxLength": 64, "pattern": "^[A-Za-z]+$"}}}}}}""";

    /** The same with the parts of an object, one per name. */
    static final String CONDITIONS_AND_PARTS = """
            {"properties": {"conditions": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"],
              "items": {"required": ["lastTransitionTime", "message", "reason", "status", "type"], "properties": {
                "lastTransitionTime": {"format": "date-time"}, "message": {"maxLength": 32768},
                "observedGeneration": {"format": "int64", "minimum": 0},
                "reason": {"maxLength": 64, "pattern": "^[A-Za-z]+$"},
                "status": {"enum": ["True", "False", "Unknown"]}, "type": {"maxLength": 64, "pattern": "^[A-Za-z]+$"}}}},
              "parts": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                "items": {"required": ["name"]}}}}""";

    private Syntax() {}
}
