// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import org.jspecify.annotations.Nullable;

/** Something that names one REST API, by exactly one of id and name. */
public interface TargetsApi {
    /** Id of the REST API, ten lower-case letters and digits as a rule. */
    @Nullable
    String restApiId();

    /** Name of the REST API; must hit exactly one. */
    @Nullable
    String restApiName();

    /** AWS region, needed when the connection has several. */
    @Nullable
    String region();
}
