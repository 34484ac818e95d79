// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

/** Patterns and lengths that several kinds share. */
final class Syntax {
    /** A DNS label: names of entries, tenants, namespaces, and of our own objects. */
    static final String LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    static final int LABEL_LENGTH = 63;

    /** A name of a Kubernetes object. */
    static final String OBJECT_NAME = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    static final int OBJECT_NAME_LENGTH = 253;

    static final String LABEL_VALUE = "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$";

    static final int LABEL_KEY_LENGTH = 317;

    static final String REST_API_ID = "^[a-z0-9]{1,32}$";

    static final String REST_API_ID_PATTERN = "^[a-z0-9*]{1,32}$";

    static final int REST_API_ID_LENGTH = 32;

    /** Any text on one line that neither begins nor ends with white space. */
    static final String REST_API_NAME = "^\\S([^\\r\\n\\t]*\\S)?$";

    static final int REST_API_NAME_LENGTH = 255;

    static final String REGION = "^[a-z]{2,4}(-[a-z]{2,10}){1,3}-[0-9]{1,2}$";

    static final int REGION_LENGTH = 32;

    static final String STAGE = "^[A-Za-z0-9_-]+$";

    static final String STAGE_PATTERN = "^[A-Za-z0-9_*-]+$";

    static final int STAGE_LENGTH = 128;

    /** A whole number and a unit, such as 90s or 24h. */
    static final String DURATION = "^[1-9][0-9]{0,5}(s|m|h|d)$";

    /** A duration, or none. */
    static final String DURATION_OR_NONE = "^(0s|[1-9][0-9]{0,5}(s|m|h|d))$";

    static final int DURATION_LENGTH = 7;

    /** {@code role/path/name}, {@code user/...}, {@code group/...}, or the ARN of such a thing. */
    static final String PRINCIPAL =
            "^(arn:aws[a-z-]{0,16}:iam::[0-9]{12}:)?(role|user|group)/([A-Za-z0-9+=,.@_-]+/)*[A-Za-z0-9+=,.@_-]{1,128}$";

    static final String PRINCIPAL_PATTERN = "^(role|user|group)/([A-Za-z0-9+=,.@_*-]+/)*[A-Za-z0-9+=,.@_*-]{1,128}$";

    static final int PRINCIPAL_LENGTH = 600;

    /** {@code /}, or segments of which each is text or a variable, the last one greedy if need be. */
    static final String PATH =
            "^(/|(/([A-Za-z0-9._:-]+|\\{[A-Za-z0-9._:-]+\\}))+(/\\{[A-Za-z0-9._:-]+\\+\\})?|/\\{[A-Za-z0-9._:-]+\\+\\})$";

    static final int PATH_LENGTH = 256;

    static final String ROLE_ARN =
            "^arn:aws[a-z-]{0,16}:iam::[0-9]{12}:role/([A-Za-z0-9+=,.@_-]+/)*[A-Za-z0-9+=,.@_-]{1,64}$";

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

    private Syntax() {}
}
