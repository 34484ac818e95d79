// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** A deployed stage of a REST API, in a usage plan written {@code <apiId>:<stage>}. */
public record ApiStage(String apiId, String stage) implements Comparable<ApiStage> {

    /** {@code a1b2c3d4e5:prod}, the form of API Gateway's patch operations. */
    public String text() {
        return apiId + ":" + stage;
    }

    @Override
    public int compareTo(ApiStage other) {
        return text().compareTo(other.text());
    }
}
