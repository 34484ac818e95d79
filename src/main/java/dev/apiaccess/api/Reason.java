// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

/** Reasons of conditions; each tells the next step. docs/reasons.md has the same list. */
public enum Reason {
    /** The object is in force. Nothing to do. */
    Ready,
    /** The object is valid and admitted. Nothing to do. */
    Accepted,
    /** AWS holds what is declared. Nothing to do. */
    Synced,
    /** AWS was as declared when it was last looked at. What happened since, and what is not of the object, is not seen. Nothing to do. */
    InSync,
    /** What is declared has its effect. Nothing to do. */
    Effective,
    /**
     * What is declared works, and everybody of the AWS account can call it too, by the resource policy of the API. Narrow that policy,
     * unless it is meant.
     */
    OpenToAccount,
    /**
     * What is declared works, and anybody with an AWS account can call it too, by the resource policy of the API. Narrow that policy,
     * unless it is meant.
     */
    OpenToEverybody,
    /**
     * No deployed method has a path and a verb that the rule names. Correct {@code methods} and {@code paths}, or deploy the method to
     * the stage that the message names.
     */
    MethodNotFound,
    /**
     * The method that the message names is not under {@code AWS_IAM}: no policy of a caller counts there. Set its authorization type and
     * deploy, or take it out of the rule.
     */
    MethodNotIamProtected,
    /**
     * A Deny holds against what is declared. A statement of this namespace is named by its Sid; of others the message says in which sort
     * of policy it stands: {@code apiaccess explain} names it for those who may read IAM.
     */
    BlockedByDeny,
    /** The permissions boundary of the principal does not allow what is declared. Have the boundary widened in AWS. */
    BlockedByBoundary,
    /**
     * A Deny of the object has no effect on the method that the message names, since it is not under {@code AWS_IAM}. Set its
     * authorization type and deploy.
     */
    DenyWithoutEffect,
    /**
     * Whether what is declared has its effect is not known: the message says what is missing to say so, and how to give it. {@code Ready}
     * is as {@code Synced} says.
     */
    InputsIncomplete,
    /** The object contradicts itself or asks for what AWS refuses. Change the field named in the message. */
    Invalid,
    /**
     * The policy of a principal would be longer than AWS takes. Name fewer methods, paths or stages for the principal named in the
     * message; it says what each rule takes.
     */
    TooLarge,
    /** No tenant of the connection admits the request. Ask the owner of the connection for what the message names, or ask for less. */
    NotPermitted,
    /**
     * The namespace has as many objects, keys or usage plans as the tenant may have, or as many keys as the tier gives it. Delete one, or
     * ask the owner of the connection, or of the rate limit that the message names, for more.
     */
    LimitReached,
    /**
     * There is no such connection, or none that admits the namespace; which of both is not told. Ask the platform team to create it, or
     * to add the namespace to a tenant. A connectionRef cannot be changed: to name another connection delete the object and create it
     * anew.
     */
    ConnectionNotFound,
    /** Several connections admit the namespace. Set connectionRef to one of those named. */
    ConnectionAmbiguous,
    /**
     * The credentials belong to another account. Correct assumeRole or the credentials. accountId cannot be changed: create another
     * connection for the other account.
     */
    AccountMismatch,
    /**
     * AWS refuses the credentials, there are none, or it does not give us the role ({@code AssumeRole was refused}). Renew them. For a
     * refused role: its trust policy, the external id, and the operator's own right to assume it ({@code apiaccess iam-policy trust} and
     * {@code operator}).
     */
    CredentialsInvalid,
    /**
     * There is no such API, stage or method, or no tenant admits the API that was named by its id; which of both is not told. Or the API
     * was deleted and another one has its name now. Correct the target, create it in AWS, or ask the platform team to admit it. For one
     * that was made anew: the annotation {@code apiaccess.dev/retarget} with a new value lets the object follow.
     */
    TargetNotFound,
    /** Several APIs have the name. Use restApiId with one of the ids named. */
    TargetAmbiguous,
    /**
     * There is no such role, user or group; or it was deleted and made anew, and the tenant knows principals by their ids. Correct its
     * name and path, or create it in AWS. For one that was made anew: find out who made it; the annotation {@code apiaccess.dev/retarget}
     * with a new value grants it the same.
     */
    PrincipalNotFound,
    /** The rate limit does not admit the namespace of the grant. Ask its owner to select the namespace in consumers. */
    RefNotPermitted,
    /**
     * Objects that belong together are bound to different connections. Name rate limits that use the connection of the grant. A binding
     * cannot be changed: to use the other connection delete the grant and create it anew with that connectionRef.
     */
    CrossConnection,
    /** Another object holds what this one wants, or a method asks for what is not changed from here. Change what the message names. */
    Conflict,
    /** Work goes on. Wait. */
    Pending,
    /** The request quota of AWS is used up by work that came first. Wait. */
    WaitingForAwsQuota,
    /** AWS refuses requests for now. Wait; lower quotaPercent when it lasts. */
    Throttled,
    /** The identity of the operator lacks an AWS permission. Add the action named in the message to its policy. */
    AccessDenied,
    /** A limit of the AWS account is reached. Raise it in AWS, or remove what is not used. */
    LimitExceeded,
    /** The principal carries as many managed policies as AWS takes. Detach one that is not needed, or raise the quota in AWS. */
    SlotsExhausted,
    /** A thing in AWS has the name or value that is needed, or was given to another owner. Delete what the message names. */
    OwnershipConflict,
    /** A policy in AWS bears our name and nothing proves that it is ours. Delete it, or tag it as the message says. */
    Unproven,
    /**
     * A Secret of the wanted name exists and is not this grant's. The message names the grant that it belongs to, if there is one. Delete
     * the Secret if nobody needs it, or make the grant anew with another {@code spec.secret.name}, which cannot be changed.
     */
    SecretNotOwned,
    /**
     * AWS does not take the value that the grant imports, or no client could send it: it ends with a line break, has a character that no
     * header carries, or its Secret holds more than 64 KiB. Put another one into the Secret named in the message, as {@code printf %s}
     * writes it and {@code echo} does not.
     */
    ImportRefused,
    /** A Secret of ours cannot be changed: it is immutable or has another type. Delete it; it is written anew at once. */
    SecretFixed,
    /**
     * The operator's own Secret of the grant holds another value than its key has in AWS: somebody edited it. The consumer keeps what it
     * has; {@code Ready} is as before. Delete the operator's own Secret ({@code <grant>-apiaccess}); it is written anew with the value
     * that the consumer has.
     */
    ValueDiffers,
    /**
     * The API server does not let the operator write Secrets in this namespace: it has no right, a ResourceQuota is used up, or an
     * admission policy or webhook refuses. The message says which. No right: ask the platform team to add the namespace to {@code
     * rbac.secrets.namespaces} of the chart, or to give the operator a Role there. Quota: delete Secrets or have it raised. Admission:
     * have the operator's Secrets let pass, or give what is demanded in {@code spec.secret.template}.
     */
    SecretForbidden,
    /** AWS cannot be reached. Check the network and the state of AWS; work resumes by itself. */
    AwsUnavailable,
    /**
     * The operator itself fails here: nothing is wrong with the object. {@code Ready} is as before, and it is tried again by itself. Look
     * for the object in the log of the operator, and report what it says there.
     */
    InternalError,
    /**
     * The account of the connection was not read whole for three looks, and ten minutes at least: what others change there is not seen.
     * See {@code Ready} of the connection, and {@code could not be listed} in the log of the replica that leads; more in the runbook.
     */
    LookOverdue,
    /** Mode is Plan: nothing is written. Read status.plannedChanges, and set mode to Enforce to carry them out. */
    PlanOnly,
    /** The object bears the annotation apiaccess.dev/paused. Remove the annotation to resume. */
    Paused,
    /** The key is switched off on request. Set state to Active to switch it on: the same value works again, AWS may take two minutes. */
    Disabled,
    /** The grant has come to its end; its keys are switched off. Set a later expiresAt, or delete it. */
    Expired,
    /** The key works, and its end is near. Set a later expiresAt, or get ready to do without. */
    Expiring,
    /**
     * The key works, and is being replaced; or old and new key both work for a while. Nothing to do; restart what reads the Secret once.
     */
    Rotating,
    /**
     * The key works in some of its tiers, and was just put into others, where AWS takes about two minutes to know it. Wait; calls to the
     * stages of the tiers that the message names may be refused meanwhile.
     */
    Settling,
    /** The key works and is due to be replaced when a window opens. Nothing to do. */
    WaitingForWindow,
    /** The key works, and should have been replaced a week ago. Look at Synced and at the windows of spec.rotation. */
    RotationOverdue,
    /** The key has used less than four fifths of its quota. Nothing to do. */
    QuotaLeft,
    /**
     * The key has used four fifths of its quota or more, with what keys of the namespace before it used in the period. Call less, or ask
     * the owner of the rate limit for a larger one. A new key in its place does not help.
     */
    QuotaLow,
    /**
     * The key has used its quota up, with what keys of the namespace before it used in the period: API Gateway answers 429 until the next
     * day, week or month begins (UTC). Wait, or ask the owner of the rate limit for a larger one. A new key in its place does not help,
     * its use is carried over.
     */
    QuotaUsedUp,
    /**
     * What keys of the namespace used before in the period could not be taken from the new key, so that it has more than is left of the
     * quota; the message says how much and why. A right that is missing: give the operator {@code apigateway:PATCH} on
     * /usageplans/&#42;/keys/&#42;/usage. Else AWS does not lower what is left: ask the owner of the rate limit whether that matters, or
     * switch the key off until the next period.
     */
    QuotaNotCarried,
    /**
     * Methods in the stages of the rate limit take calls without an API key, and no limit holds for those. Set {@code apiKeyRequired} on
     * the methods that the message names and deploy the API, unless they are open on purpose.
     */
    KeyNotRequired,
    /**
     * Limits of single methods meet no deployed method, and API Gateway holds nothing to them: it compares path and method as they are
     * declared, so {@code GET} does not meet a declared {@code ANY}, nor {@code /items/{ID}} {@code /items/{id}}. Correct {@code method}
     * and {@code path} of the entries that the message names to what it says is declared, or deploy the method.
     */
    LimitUnmatched,
    /**
     * A method would ask for more in every stage, and the API has deployed stages that the object does not name: they share its methods.
     * Name the stages of the message in {@code api.stages}, or {@code *}; nothing of the method is changed before.
     */
    StagesNotCovered,
    /**
     * Methods that a stage serves open would be closed, or were deployed open after their rule was confirmed, and nobody said that their
     * callers sign: AWS does not know it. Find out who calls them ({@code caller} in the access log is empty for unsigned calls); then
     * write {@code confirm: CallersSign} into the rule, or set the annotation that the message spells out. Until then they stay open.
     */
    Unconfirmed,
    /**
     * Methods wait to be closed until what policies declare of this API has been in AWS for two minutes: else declared callers would be
     * refused meanwhile. Wait. Where a policy named in the message is not {@code Synced}, see its own reason.
     */
    PoliciesNotSettled,
    /**
     * A method would need an API key, and no usage plan of an ApiRateLimit with an enabled key has the stage that the message names:
     * nobody could call it. Plans that others made do not count. Make an ApiRateLimit with that stage and an ApiKeyGrant in it, or take
     * {@code apiKey} out of the rule.
     */
    NoPlanForStage,
    /** A rule names an authorizer that is neither declared nor in the API: its methods wait. Declare it, or have it made. */
    AuthorizerNotFound,
    /** API Gateway could not ask an authorizer, so no method is put under it. Let it call the function, as the message says. */
    AuthorizerUnproven,
    /** Others changed an authorizer that this object made. Find out who; with driftPolicy Correct another one takes its place. */
    AuthorizerChanged,
    /** An authorizer that is not declared any more stays, since something has it. Let a rule name another one, or deploy. */
    AuthorizerKept,
    /**
     * A rule covers a part of a method alone, such as {@code /health} of {@code ANY /{proxy+}}; API Gateway authorizes methods, not
     * paths. Nothing of that method is changed, also not by the rules after it. Give the part a resource of its own and deploy it, or
     * take the rule out.
     */
    PartOfMethod,
    /**
     * A deployment would also publish what others left in the API and what opens methods. It was made, and no stage serves it. See {@code
     * status.pending}. Have that undone in the API; or, if it is meant, set the annotation {@code apiaccess.dev/publish} to the id of the
     * deployment, where the tenant has Redeploy and Open.
     */
    ForeignWideningPending,
    /**
     * What is declared stands in the API and is not deployed: calls do not meet it yet. Deploy the stages that the message names, or set
     * {@code redeploy: Automatic}, where the tenant has Redeploy.
     */
    StaleDeployment,
    /**
     * The stages serve the deployment that the annotation {@code apiaccess.dev/rollback} names, and stay there: nothing is deployed.
     * {@code Ready} is False where not all that is declared is in force there. Put right in the API what made it necessary, then remove
     * the annotation.
     */
    RolledBack,
    /**
     * No stage is rolled back as {@code apiaccess.dev/rollback} says: the deployment is not one of ours with noted content, or a stage
     * would be more open than it is, which nobody's consent overrides, has a canary, or is not named. Nothing is deployed meanwhile. Do
     * what the message says, name one of the deployments that it names, or remove the annotation.
     */
    RollbackRefused,
    /**
     * What deployments have cannot be noted, so that nobody can roll back to them later. Nothing else waits for it. Where a right is
     * missing: give the operator get, create, update and delete of secrets in its own namespace, as the chart does.
     */
    ExportNotKept,
    /** API Gateway is still changing the API: nothing is written to it meanwhile. Wait; it takes a few minutes. */
    ApiUpdating,
    /** A canary serves a part of the calls of a stage from another deployment. Promote or remove the canary. */
    CanaryServes,
    /**
     * Somebody put a stage back to a deployment in which what is declared is not in force. Find out who: often a tool that holds {@code
     * deploymentId}. Take that out of the tool; with driftPolicy Correct and {@code redeploy: Automatic} the stage is moved again by
     * itself, else deploy it.
     */
    StageMoved,
    /**
     * A method that this object closed was opened by somebody else. Find out who. With driftPolicy Correct it is closed again by itself.
     * If it shall be open, write {@code authorization: None} with {@code reopen}.
     */
    MethodOpened,
    /**
     * A rule says {@code authorization: None}, and the method asks for something. It is never opened by that alone. If this object closed
     * it, write {@code reopen} with the reason, where the tenant has Open. Else have it opened in the API, or correct the rule.
     */
    NotOpen,
    /**
     * A method was opened again, or published open, because somebody asked for it with a reason. See {@code status.reopened}. Nothing to
     * do if it is meant; else take {@code reopen} out of the rule and write AwsIam.
     */
    Reopened,
    /**
     * A statement of a fence that this object wrote is not in the resource policy any more. Find out who wrote the policy over; with
     * driftPolicy Correct it is put back by itself.
     */
    FenceMissing,
    /**
     * What a fence names does not exist in calls of such an API, such as VPC endpoints on one that is not private. The fence is not
     * written. Name the sources that the message says, or change the kind of endpoint.
     */
    FenceNotApplicable,
    /**
     * The API is reached by IPv6 too, and the fence names IPv4 alone: from {@code notFrom} one would walk round it, and {@code onlyFrom}
     * would refuse everybody there. The fence is not written. Name ranges of both families.
     */
    FenceMissesIpv6,
    /**
     * Nobody gets into a private API whose resource policy allows nothing, and this fence allows nobody. It is not written. Name in
     * {@code onlyFrom} the {@code vpcEndpoints} or {@code vpcs} that may, or have an Allow written into the policy.
     */
    NoAllowToFence,
    /**
     * A first fence has to bring an Allow for methods that nothing else decides about, and this Allow would let unsigned calls into a
     * method that is closed; the message has such a path. The fence is not written. Narrow the paths of the fence as the message says, or
     * close the methods first.
     */
    AllowWouldOpen,
    /**
     * The fence is written, and AWS does not say whether a resource policy decides about methods of this kind, such as those under a JWT
     * authorizer. Try it with a call from outside; policies on such methods are not called effective.
     */
    FenceNotProven,
    /** The fence is written, and AWS does not say which address it sees behind an edge-optimized endpoint. Try it with a call. */
    EndpointNotProven,
    /** The default endpoint of an API with fences by address is open: what stands in front of it is walked round there. Disable it. */
    DefaultEndpointOpen,
    /** A fence meets more methods than its paths name, since a star in a policy crosses slashes. Nothing to do if it is meant. */
    FenceCoversMore,
    /**
     * The resource policy of the API cannot be read, or names principals that are gone, so that AWS would not take it again. It is not
     * written. Correct the statement that the message names in the API.
     */
    ForeignPolicyInvalid,
    /** A statement of others got lost while the resource policy was written. Write it again from {@code status.lostUpdates}. */
    LostUpdate,
    /**
     * The resource policy of others says nothing of a method, and thereby closes it to unsigned calls. It stays closed. Nothing to do if
     * it is meant; else have it allowed there.
     */
    ClosedByPolicy,
    /**
     * The fences of the object are gone, and its Allow stays in the resource policy: without it statements of others would close methods.
     * Write an Allow of your own into the policy; the next look takes ours away.
     */
    AllowKept,
    /**
     * API Gateway has no role in this region to write to CloudWatch Logs. Logs are not set up. Set {@code cloudwatchRoleArn} in the
     * settings of API Gateway for this account and region, or log to a Firehose stream.
     */
    LoggingRoleMissing,
    /** Nothing is made of a part with {@code enforcement: Verify}: its message says what would be. Take the field out to have it made. */
    VerifyOnly,
    /** A stage has no web ACL, and {@code webAcl} asks for one. Have it attached to the stages that the message names. */
    WebAclMissing,
    /** A stage has another web ACL than {@code webAcl.arn}: the message has both. Attach that one, or correct the field. */
    WebAclDiffers,
    /** A rule, or a limit of a method, covers no method of the API. Correct its methods and paths, or take it out. */
    RuleUnmatched,
    /** AWS was changed by others. Find out who; with driftPolicy Correct it is put right by itself. */
    DriftDetected,
    /**
     * Somebody else changes the same field again and again; it is not put right for the rest of the hour. Find out who, or set
     * driftPolicy to Report.
     */
    Contested,
    /**
     * Other objects still use this one. Delete or take out first those that the message names; what uses a connection is listed by {@code
     * kubectl get apiaccess -A}.
     */
    InUse,
    /**
     * More objects of a tenant, or of several together, are being deleted at once than anybody means. If they are meant, acknowledge it
     * with the command in the message of the connection.
     */
    DeletionHeld,
    /**
     * AWS refuses the clean-up. See the message. To let the object go without it, set deletionPolicy Retain; where its tenant takes back,
     * {@code apiaccess.dev/let-go} on the connection too.
     */
    CleanupFailed,
    /** Another cluster uses the same cluster id in this account. Choose another id, or set apiaccess.dev/take-over on the connection. */
    ClusterIdInUse,
    /** The object uses a field or value that this version does not know. Upgrade the operator, or remove what the message names. */
    Unsupported
}
