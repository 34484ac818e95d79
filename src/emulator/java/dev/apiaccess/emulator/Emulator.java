// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.apiaccess.emulator.access.Authenticator;
import dev.apiaccess.emulator.access.Authorizer;
import dev.apiaccess.emulator.control.CallLog;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.Faults;
import dev.apiaccess.emulator.control.Limits;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.emulator.dataplane.DataPlane;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** An AWS on a loopback port: IAM, STS, Organizations, CloudWatch's alarms, API Gateway v1 and the data plane of its REST APIs. */
public final class Emulator implements AutoCloseable {
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final int BACKLOG = 1024;
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Accounts accounts;
    private final Faults faults = new Faults();
    private final CallLog log = new CallLog();
    private final ControlPlane control;
    private final DataPlane data;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private Emulator(EmulatorOptions options, HttpServer server) {
        this.server = server;
        accounts = new Accounts(options.clock());
        Limits limits = new Limits(options.clock(), options.limits(), options.timeDivisor());
        Authorizer authorizer = new Authorizer();
        Authenticator authenticator = new Authenticator(accounts, options.clock());
        control = new ControlPlane(
                options.clock(), accounts, authorizer, authenticator, faults, limits, log, options.latency());
        data = new DataPlane(options.clock(), accounts, authenticator, authorizer, log, options.keySettle());
        Admin admin = new Admin(accounts, faults, limits, log, control, data, options.adminToken());
        server.createContext("/", new Front(control, data, admin));
        server.setExecutor(threads);
    }

    /**
     * Starts an emulator; it listens when this returns.
     *
     * @throws UncheckedIOException when the port is taken
     */
    public static Emulator start(EmulatorOptions options) {
        // Answers are written in two pieces; without this the second waits for the client's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port());
            Emulator emulator = new Emulator(options, HttpServer.create(address, BACKLOG));
            emulator.server.start();
            return emulator;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + options.port(), e);
        }
    }

    /** Where it listens; fits {@code AWS_ENDPOINT_URL}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /**
     * Makes an account, or returns the root credentials of the one that is there.
     *
     * @param id twelve digits
     * @throws IllegalArgumentException for anything else
     */
    public Credentials createAccount(String id) {
        if (!ACCOUNT.matcher(id).matches()) {
            throw new IllegalArgumentException("an account id has twelve digits: " + id);
        }
        Credential root = accounts.create(id);
        return new Credentials(root.accessKeyId(), root.secret());
    }

    /**
     * Makes an organization, or puts it in place of the one with its id.
     *
     * @param json as {@code PUT /_admin/organization} takes it
     * @throws IllegalArgumentException for anything else
     */
    public void organize(String json) {
        accounts.organizations().put(OrganizationSeed.read(tree(json), accounts.now()));
    }

    /**
     * Sets what a Lambda function, user pool or issuer answers to authorizers.
     *
     * @param json as {@code PUT /_admin/authorizers} takes it
     * @throws IllegalArgumentException for anything else
     */
    public void authorizes(String json) {
        AuthorizerJson.put(accounts.authorizers(), tree(json));
    }

    /**
     * Says whether a change of an API is under way.
     *
     * @param json as {@code PUT /_admin/apis} takes it
     * @throws IllegalArgumentException for anything else
     */
    public void status(String json) {
        Surroundings.status(accounts, tree(json));
    }

    /**
     * Puts a web ACL before a stage, or takes it away.
     *
     * @param json as {@code PUT /_admin/stages} takes it
     * @throws IllegalArgumentException for anything else
     */
    public void webAcl(String json) {
        Surroundings.webAcl(accounts, tree(json));
    }

    /**
     * Says which VPC endpoints belong to which VPC.
     *
     * @param json as {@code PUT /_admin/endpoints} takes it
     * @throws IllegalArgumentException for anything else
     */
    public void endpoints(String json) {
        Surroundings.endpoints(accounts, tree(json));
    }

    /** The operations that there are, by service as signatures name it. */
    public SortedMap<String, SortedSet<String>> operations() {
        return control.operations();
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + json, e);
        }
    }

    /** Puts a fault rule in force. */
    public void fault(Fault fault) {
        faults.add(fault);
    }

    /** Ends the fault rules of one account. */
    public void clearFaults(String account) {
        faults.clear(account);
    }

    /** Ends all fault rules. */
    public void clearFaults() {
        faults.clear("");
    }

    /** The calls an account made, and those made to its APIs, oldest first. */
    public List<RecordedCall> calls(String account) {
        return log.of(account, 0);
    }

    /** Forgets the calls of an account. */
    public void clearCalls(String account) {
        log.clear(account);
    }

    /** Stops listening; open connections end. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
