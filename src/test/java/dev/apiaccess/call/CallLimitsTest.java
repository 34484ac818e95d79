// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Operation.Scope;
import dev.apiaccess.model.Operation.Service;
import dev.apiaccess.model.Place;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No service is held to the limits of another, and none is without. */
class CallLimitsTest {

    private static final Map<Service, Scope> SCOPES = Map.of(
            Service.STS,
            Scope.GLOBAL,
            Service.IAM,
            Scope.GLOBAL,
            Service.API_GATEWAY,
            Scope.REGIONAL,
            Service.ORGANIZATIONS,
            Scope.GLOBAL,
            Service.CLOUDWATCH,
            Scope.REGIONAL,
            Service.CLOUDWATCH_LOGS,
            Scope.REGIONAL);

    @ParameterizedTest
    @EnumSource(
            value = Service.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"STS", "CLOUDWATCH_LOGS"})
    void everyOperationIsHeldToALimitOfItsServiceAndToNoneOfAnother(Service service) {
        var own = EnumSet.noneOf(Operation.class);
        Stream.of(Operation.values()).filter(one -> one.service() == service).forEach(own::add);

        var limited = EnumSet.noneOf(Operation.class);
        var limits = CallLimits.of(service, 50, 1).orElseThrow(() -> new AssertionError(service + " has no limits"));
        limits.all().forEach(limit -> limited.addAll(limit.operations()));

        assertThat(limited).isEqualTo(own);
        assertThat(CallLimits.names(service)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Service.class,
            names = {"STS", "CLOUDWATCH_LOGS"})
    void whatIsRarelyCalledHasNoBudgetAndNoLimitToName(Service service) {
        assertThat(CallLimits.of(service, 50, 1)).isEmpty();
        assertThat(CallLimits.names(service)).isEmpty();
    }

    /** AWS documents it: a new service needs its row, and its scope is no default. */
    @ParameterizedTest
    @EnumSource(Service.class)
    void callsAreCountedWhereTheServiceCountsThem(Service service) {
        assertThat(service.scope()).isEqualTo(SCOPES.get(service));
        assertThat(service.place("111122223333", "eu-central-1"))
                .isEqualTo(
                        SCOPES.get(service) == Scope.REGIONAL
                                ? new Place("111122223333", "eu-central-1")
                                : Place.global("111122223333"));
    }
}
