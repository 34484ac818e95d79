// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.model.CallerIdentity;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.LogPort;
import dev.apiaccess.port.OrganizationPort;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One AWS account behind the ports, in memory and in one region: for tests of order, repetition and failure. */
public final class FakeAws implements AwsConnector, AwsConnector.AwsAccess {

    public static final String ACCOUNT = "111122223333";
    public static final String REGION = "eu-central-1";

    private final FakeCalls calls = new FakeCalls();
    private final FakeIam iam = new FakeIam(ACCOUNT, calls);
    private final FakeGateway gateway = new FakeGateway(calls);
    private final FakeAlarms alarms = new FakeAlarms(ACCOUNT, REGION, calls);
    private final AtomicInteger closed = new AtomicInteger();
    private volatile CallerIdentity identity = identity(ACCOUNT);
    private volatile @Nullable Instant credentialsEnd;

    public FakeCalls calls() {
        return calls;
    }

    /** The account that the credentials turn out to belong to. */
    public void answersAs(String accountId) {
        identity = identity(accountId);
    }

    /** An answer to GetCallerIdentity of which no sense can be made. */
    public void answersNonsense() {
        identity = new CallerIdentity(ACCOUNT, "nobody");
    }

    /** How often clients were closed. */
    public int closed() {
        return closed.get();
    }

    @Override
    public AwsAccess open(Settings settings) {
        return this;
    }

    @Override
    public CallerIdentity callerIdentity() {
        return calls.make(Operation.GET_CALLER_IDENTITY, "", () -> identity);
    }

    @Override
    public FakeIam iam() {
        return iam;
    }

    @Override
    public FakeGateway gateway(String region) {
        return gateway;
    }

    @Override
    public FakeAlarms alarms(String region) {
        return alarms;
    }

    public FakeAlarms alarms() {
        return alarms;
    }

    @Override
    public OrganizationPort organization() {
        throw new UnsupportedOperationException("the operator does not ask of organizations");
    }

    public FakeGateway gateway() {
        return gateway;
    }

    @Override
    public LogPort logs(String region) {
        throw new UnsupportedOperationException("the operator reads no logs");
    }

    @Override
    public Optional<Instant> credentialsEnd() {
        return Optional.ofNullable(credentialsEnd);
    }

    /** Until when the session that is used is good. */
    public void credentialsEnd(Instant at) {
        credentialsEnd = at;
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }

    private static CallerIdentity identity(String account) {
        return new CallerIdentity(account, "arn:aws:sts::" + account + ":assumed-role/apiaccess/session");
    }
}
