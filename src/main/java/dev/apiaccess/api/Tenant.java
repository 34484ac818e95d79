// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What some namespaces may ask for in an account.
 *
 * @param name unique in the connection
 * @param namespaces which namespaces
 * @param apis which APIs
 * @param principals patterns of principals, such as role/apps/orders-*
 * @param may what they may ask for
 * @param limits upper bounds
 * @param onWithdrawal null means Freeze
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Tenant(
        @Required String name,
        @Required TenantNamespaces namespaces,
        List<TenantApi> apis,
        List<String> principals,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE) @Required
        List<Permission> may,

        @Nullable TenantLimits limits,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE) @Nullable
        WithdrawalPolicy onWithdrawal,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public Tenant {
        apis = Absent.list(apis);
        principals = Absent.list(principals);
        may = Absent.list(may);
        unknown = Absent.map(unknown);
    }
}
