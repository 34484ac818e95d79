// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import static dev.apiaccess.testing.Scene.manifest;

/** One object of each kind, as most suites apply them to a {@linkplain Scene#seeded seeded} scene. */
public final class Manifests {

    public static final String POLICY = manifest("ApiAccessPolicy", "mine", """
            api: {restApiName: orders, stages: [prod]}
            rules:
            - {name: read, principals: [role/apps/web], methods: [GET], paths: [/orders]}
            """);
    public static final String GOLD = manifest("ApiRateLimit", "gold", """
            apis: [{name: quotes, restApiName: quotes, stage: prod}]
            rate: {requests: 100, per: 1s}
            burst: 200
            """);
    public static final String APP = manifest("ApiKeyGrant", "app", """
            rateLimits: [{name: gold}]
            secret: {name: app-key}
            """);

    private Manifests() {}

    /** A manifest with one more field in its spec. */
    public static String with(String manifest, String field) {
        return manifest.replace("spec:\n", "spec:\n  " + field + "\n");
    }

    /** A manifest with an annotation; the value is a text. */
    public static String annotated(String manifest, String annotation, String value) {
        return manifest.replace(
                "namespace: %ns}", "namespace: %ns, annotations: {" + annotation + ": \"" + value + "\"}}");
    }
}
