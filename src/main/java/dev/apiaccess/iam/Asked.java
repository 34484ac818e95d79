// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.List;
import java.util.Locale;

/** A request with what all statements ask of it worked out once. */
final class Asked {

    private final Request request;
    private final String action;
    private final List<ArnPattern.Parts> readings;

    Asked(Request request) {
        this.request = request;
        this.action = request.action().toLowerCase(Locale.ROOT);
        this.readings = request.readings().size() == 1
                ? List.of(ArnPattern.Parts.of(request.resource()))
                : request.readings().stream().map(ArnPattern.Parts::of).toList();
    }

    Request request() {
        return request;
    }

    /** The action in lower case. */
    String action() {
        return action;
    }

    /** The resource in every way in which AWS may read it, as written first. */
    List<ArnPattern.Parts> readings() {
        return readings;
    }
}
