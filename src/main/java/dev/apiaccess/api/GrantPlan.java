// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A usage plan in which the key is.
 *
 * @param name name of the rate limit
 * @param namespace namespace of the rate limit
 * @param usagePlanId id in AWS
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GrantPlan(
        @Nullable String name,
        @Nullable String namespace,
        @Nullable String usagePlanId) {}
