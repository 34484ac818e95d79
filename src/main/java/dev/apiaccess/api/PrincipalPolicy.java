// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The managed policy through which a principal has what the object grants.
 *
 * @param principal as rendered: role/..., user/..., group/...
 * @param arn ARN of the managed policy
 * @param digest of the statements last applied for this object
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PrincipalPolicy(
        @Nullable String principal,
        @Nullable String arn,
        @Nullable String digest) {}
