// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One AWS account, how to reach it, and what each tenant may ask for.
 *
 * @param accountId twelve digits
 * @param regions AWS regions
 * @param assumeRole null means the identity of the operator itself
 * @param quotaPercent share of the request quotas of AWS that may be used, 1 to 100; null means the setting of the operator
 * @param sweepInterval time between two looks at everything, such as 5m; null means the setting of the operator
 * @param tenants who may ask for what
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AwsConnectionSpec(
        @Required String accountId,
        @Required List<String> regions,
        @Nullable AssumeRole assumeRole,
        @Nullable Integer quotaPercent,
        @Nullable String sweepInterval,
        List<Tenant> tenants,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public AwsConnectionSpec {
        regions = Absent.list(regions);
        tenants = Absent.list(tenants);
        unknown = Absent.map(unknown);
    }

    /** Paths of properties and enum values that this version does not know. */
    public List<String> unknownFields() {
        return UnknownFields.of(this);
    }
}
