// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.AdmittedBy;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Permission;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.api.WithdrawalPolicy;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UsagePlan;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a connection takes back of an object: what it has in AWS that no tenant of its namespace admits any more, where the tenant that
 * admitted it says {@code onWithdrawal: Revoke}. Decided by what AWS holds, not by what the object asks for: neither a pause nor mode
 * Plan nor a mistake in the object keeps what was withdrawn, and a mistake takes nothing away.
 */
public final class Withdrawal {

    private final @Nullable AwsConnection connection;
    private final List<Tenant> tenants;
    private final Surroundings around;
    private final String tenant;

    private Withdrawal(
            @Nullable AwsConnection connection, List<Tenant> tenants, Surroundings around, @Nullable String tenant) {
        this.connection = connection;
        this.tenants = tenants;
        this.around = around;
        this.tenant = Objects.requireNonNullElse(tenant, "");
    }

    public static Withdrawal of(@Nullable ObjectStatus status, Surroundings around) {
        var bound = status == null ? null : status.connection();
        var connection = around.connections().stream()
                .filter(one -> Objects.equals(one.getMetadata().getName(), bound))
                .filter(one -> one.getSpec().unknownFields().isEmpty())
                .findFirst();
        if (status == null || connection.isEmpty()) {
            return new Withdrawal(null, List.of(), around, null);
        }
        var tenants = Bindings.tenants(connection.get(), around);
        var last = status.admittedBy();
        return revokes(last, connection.get())
                ? new Withdrawal(connection.get(), tenants, around, last == null ? null : last.tenant())
                : new Withdrawal(null, List.of(), around, null);
    }

    /** The tenant's present word counts, its last one when the entry is gone; without a tenant nothing is taken. */
    private static boolean revokes(@Nullable AdmittedBy last, AwsConnection connection) {
        if (last == null) {
            return false;
        }
        for (var tenant : connection.getSpec().tenants()) {
            if (tenant.name().equals(last.tenant())) {
                return tenant.onWithdrawal() == WithdrawalPolicy.Revoke;
            }
        }
        return last.onWithdrawal() == WithdrawalPolicy.Revoke;
    }

    /** Whether it concerns an account. */
    private boolean in(String accountId) {
        return connection != null && connection.getSpec().accountId().equals(accountId);
    }

    /** Whether a statement of the object about a principal goes. */
    public boolean takes(String accountId, Statement statement, PrincipalRef principal) {
        var may = statement.effect() == Effect.DENY ? Permission.Deny : Permission.Grant;
        if (!in(accountId)) {
            return false;
        }
        if (refused(about(may, List.of(), principal))) {
            return true;
        }
        var apis = new ArrayList<Admission.ApiStages>();
        var resources = statement.resources();
        for (var pattern : resources == null ? List.<String>of() : resources.patterns()) {
            var arn = Arn.tryParse(pattern);
            var parts = arn.map(one -> one.resource().split("/", -1)).orElse(new String[0]);
            if (parts.length < 2 || outside(arn.get().region())) {
                return true;
            }
            // A Deny of every stage is admitted with any stage, as it was when it was requested.
            var stages = may == Permission.Deny && parts[1].equals(Admission.EVERY_STAGE)
                    ? List.<String>of()
                    : List.of(parts[1]);
            api(accountId, arn.get().region(), parts[0])
                    .ifPresent(api -> apis.add(new Admission.ApiStages(api, stages)));
        }
        return refused(about(may, apis, principal));
    }

    private static Admission.Request about(Permission may, List<Admission.ApiStages> apis, PrincipalRef principal) {
        return new Admission.Request(
                EnumSet.of(may),
                List.of(),
                apis,
                new TreeSet<>(List.of(principal)),
                new TreeMap<>(),
                List.of(),
                null,
                false);
    }

    /** Whether a usage plan of the object goes. */
    public boolean takes(String accountId, String region, UsagePlan plan) {
        if (!in(accountId)) {
            return false;
        }
        if (outside(region) || refused(Admission.Request.of(EnumSet.of(Permission.RateLimit)))) {
            return true;
        }
        var apis = new ArrayList<Admission.ApiStages>();
        var throttles = new ArrayList<Throttle>();
        var whole = plan.throttle();
        for (var entry : plan.stages().entrySet()) {
            api(accountId, region, entry.getKey().apiId())
                    .ifPresent(api -> apis.add(
                            new Admission.ApiStages(api, List.of(entry.getKey().stage()))));
            if (whole != null) {
                throttles.addAll(entry.getValue().values());
            }
        }
        if (whole != null) {
            throttles.add(whole);
        }
        return refused(new Admission.Request(
                EnumSet.of(Permission.RateLimit),
                List.of(),
                apis,
                new TreeSet<>(),
                new TreeMap<>(),
                throttles,
                plan.quota(),
                true));
    }

    /** Whether keys of the object go. */
    public boolean takesKeys(String accountId, String region, boolean imported) {
        var may = imported ? EnumSet.of(Permission.Key, Permission.ImportKey) : EnumSet.of(Permission.Key);
        return in(accountId) && (outside(region) || refused(Admission.Request.of(may)));
    }

    /**
     * The rejection that reports a withdrawal to the object's owner.
     *
     * @param what goes, such as {@code what it grants}
     */
    public Verdict.Rejected<?> told(String what) {
        var name = connection == null ? "" : connection.getMetadata().getName();
        return new Verdict.Rejected<>(
                Reason.NotPermitted,
                "AwsConnection " + name + " no longer admits " + what + ": it is withdrawn, as tenant " + tenant
                        + " says (onWithdrawal: Revoke); ask the platform team to admit it again",
                false);
    }

    private boolean refused(Admission.Request request) {
        return tenants.stream().noneMatch(one -> Admission.refusal(one, request).isEmpty());
    }

    private boolean outside(String region) {
        return connection != null && !connection.getSpec().regions().contains(region);
    }

    /**
     * An API by its id; empty when the last listing does not show it, or while there is none: what is not known takes nothing away, and
     * access to a deleted API is none.
     */
    private Optional<RestApi> api(String accountId, String region, String id) {
        var account = around.accounts().get(accountId);
        var known = account == null ? null : account.regions().get(region);
        return known == null
                ? Optional.empty()
                : known.apis().stream().filter(api -> api.id().equals(id)).findFirst();
    }
}
