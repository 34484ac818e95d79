// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

/** Where a document stands, in the order in which a Deny of several is told. */
public enum Layer {
    SCP("the service control policies"),
    RESOURCE("the resource policy"),
    IDENTITY("the identity policies"),
    BOUNDARY("the permissions boundary"),
    SESSION("the session policies"),
    ENDPOINT("the endpoint policy");

    private final String text;

    Layer(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** Whether statements name principals. */
    boolean namesPrincipals() {
        return this == RESOURCE || this == ENDPOINT;
    }

    /** What a resource with fewer than six ARN parts means here. */
    ArnPattern.Missing shortArns() {
        return switch (this) {
            case IDENTITY, BOUNDARY, SESSION -> ArnPattern.Missing.MATCH_ANYTHING;
            case RESOURCE, ENDPOINT -> ArnPattern.Missing.NEED_WILDCARD;
            case SCP -> ArnPattern.Missing.NEED_LAST_STAR;
        };
    }
}
