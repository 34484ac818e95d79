// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** A number of requests in a calendar period, counted by API Gateway for each key. */
public record Quota(int limit, Period period) {

    /** The periods of API Gateway. */
    public enum Period {
        DAY,
        WEEK,
        MONTH
    }
}
