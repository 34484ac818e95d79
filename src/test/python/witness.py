# SPDX-License-Identifier: Apache-2.0
"""Drives the emulator with botocore, a client that shares no code with the Java SDK. Usage: witness.py ENDPOINT KEY SECRET"""

import json
import sys
import urllib.error
import urllib.request

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

ENDPOINT, KEY, SECRET = sys.argv[1:4]
REGION = "eu-west-1"
ALLOW = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Sid": "a1", "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}]})
checks = 0


def client(service, key=KEY, secret=SECRET, token=None):
    return botocore.session.Session().create_client(
        service, region_name=REGION, endpoint_url=ENDPOINT, aws_access_key_id=key, aws_secret_access_key=secret,
        aws_session_token=token, config=Config(retries={"total_max_attempts": 1}))


def same(what, actual, expected):
    global checks
    checks += 1
    if actual != expected:
        sys.exit(f"{what}: expected {expected!r}, got {actual!r}")


def refused(what, code, status, call, **kwargs):
    try:
        call(**kwargs)
    except ClientError as e:
        same(what, (e.response["Error"]["Code"], e.response["ResponseMetadata"]["HTTPStatusCode"]), (code, status))
        return e.response["Error"]["Message"]
    sys.exit(f"{what}: expected {code}, but it went through")


def invoke(path, creds=None, api_key=None):
    request = AWSRequest(method="GET", url=ENDPOINT + path, headers={"x-api-key": api_key} if api_key else {})
    if creds:
        SigV4Auth(Credentials(*creds), "execute-api", REGION).add_auth(request)
    try:
        with urllib.request.urlopen(urllib.request.Request(request.url, headers=dict(request.headers))) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as e:
        return e.code, json.load(e)


def policies(iam):
    arn = iam.create_policy(PolicyName="aa-one", Path="/apiaccess/c1/", PolicyDocument=ALLOW, Description="of one",
                            Tags=[{"Key": "owner", "Value": "a b/c"}])["Policy"]["Arn"]
    got = iam.get_policy(PolicyArn=arn)["Policy"]
    same("description", got["Description"], "of one")
    same("tags", got["Tags"], [{"Key": "owner", "Value": "a b/c"}])
    same("id", got["PolicyId"][:4], "ANPA")
    version = iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]
    same("document", version["Document"], json.loads(ALLOW))
    refused("same name, other case", "EntityAlreadyExists", 409, iam.create_policy, PolicyName="AA-ONE",
            PolicyDocument=ALLOW)
    refused("no JSON", "MalformedPolicyDocument", 400, iam.create_policy, PolicyName="bad", PolicyDocument="{")
    for number in range(2, 6):
        made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW, SetAsDefault=True)["PolicyVersion"]
        same("version", (made["VersionId"], made["IsDefaultVersion"]), (f"v{number}", True))
    refused("sixth version", "LimitExceeded", 409, iam.create_policy_version, PolicyArn=arn, PolicyDocument=ALLOW)
    refused("default version", "DeleteConflict", 409, iam.delete_policy_version, PolicyArn=arn, VersionId="v5")
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v2")
    iam.delete_policy_version(PolicyArn=arn, VersionId="v5")
    same("numbers are not used twice",
         iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW)["PolicyVersion"]["VersionId"], "v6")
    same("versions", [v["VersionId"] for v in iam.list_policy_versions(PolicyArn=arn)["Versions"]],
         ["v6", "v4", "v3", "v2", "v1"])
    refused("delete with versions", "DeleteConflict", 409, iam.delete_policy, PolicyArn=arn)
    iam.tag_policy(PolicyArn=arn, Tags=[{"Key": "x", "Value": "1"}])
    iam.untag_policy(PolicyArn=arn, TagKeys=["owner"])
    same("tags", iam.list_policy_tags(PolicyArn=arn)["Tags"], [{"Key": "x", "Value": "1"}])
    for number in range(5):
        iam.create_policy(PolicyName=f"p{number}", Path="/apiaccess/c1/", PolicyDocument=ALLOW)
    pages = list(iam.get_paginator("list_policies").paginate(
        Scope="Local", PathPrefix="/apiaccess/c1/", PaginationConfig={"PageSize": 4}))
    same("pages", [len(p["Policies"]) for p in pages], [4, 2])
    return arn


def principals(iam, policy):
    trust = json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/ops/alice"}, "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "x1"}}}]})
    iam.create_user(UserName="alice", Path="/ops/")
    iam.create_group(GroupName="staff")
    iam.add_user_to_group(GroupName="staff", UserName="alice")
    role = iam.create_role(RoleName="web", Path="/apps/", AssumeRolePolicyDocument=trust)["Role"]
    same("trust", role["AssumeRolePolicyDocument"], json.loads(trust))
    same("role id", iam.get_role(RoleName="web")["Role"]["RoleId"][:4], "AROA")
    refused("unknown role", "NoSuchEntity", 404, iam.get_role, RoleName="nobody")
    iam.attach_role_policy(RoleName="web", PolicyArn=policy)
    iam.attach_role_policy(RoleName="web", PolicyArn=policy)
    same("attached once", iam.get_policy(PolicyArn=policy)["Policy"]["AttachmentCount"], 1)
    refused("delete attached", "DeleteConflict", 409, iam.delete_policy, PolicyArn=policy)
    iam.put_role_permissions_boundary(RoleName="web", PermissionsBoundary=policy)
    same("entities", [r["RoleName"] for r in iam.list_entities_for_policy(PolicyArn=policy)["PolicyRoles"]], ["web"])
    details = iam.get_account_authorization_details(Filter=["Role", "User", "LocalManagedPolicy"])
    same("boundary", details["RoleDetailList"][0]["PermissionsBoundary"]["PermissionsBoundaryArn"], policy)
    same("groups", details["UserDetailList"][0]["GroupList"], ["staff"])
    same("documents", details["Policies"][0]["PolicyVersionList"][0]["Document"], json.loads(ALLOW))
    same("summary", iam.get_account_summary()["SummaryMap"]["Policies"], 6)
    refused("detach what is not attached", "NoSuchEntity", 404, iam.detach_user_policy, UserName="alice", PolicyArn=policy)
    key = iam.create_access_key(UserName="alice")["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


def sessions(alice):
    sts = client("sts", *alice)
    same("who", sts.get_caller_identity()["Arn"], "arn:aws:iam::111122223333:user/ops/alice")
    role = "arn:aws:iam::111122223333:role/apps/web"
    refused("no external id", "AccessDenied", 403, sts.assume_role, RoleArn=role, RoleSessionName="s1")
    made = sts.assume_role(RoleArn=role, RoleSessionName="s1", ExternalId="x1")["Credentials"]
    session = made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"]
    same("session", client("sts", *session).get_caller_identity()["Arn"],
         "arn:aws:sts::111122223333:assumed-role/web/s1")
    refused("wrong token", "InvalidClientTokenId", 403, client("sts", *session[:2], "nonsense").get_caller_identity)
    refused("wrong secret", "SignatureDoesNotMatch", 403, client("sts", alice[0], "nonsense").get_caller_identity)
    text = refused("not allowed", "AccessDenied", 403, client("iam", *alice).get_role, RoleName="web")
    same("reason", text, "User: arn:aws:iam::111122223333:user/ops/alice is not authorized to perform: iam:GetRole on"
         " resource: role web because no identity-based policy allows the iam:GetRole action")
    return session


def apis(gw):
    api = gw.create_rest_api(name="orders", tags={"team": "shop"})["id"]
    root = gw.get_resources(restApiId=api)["items"][0]["id"]
    for part, auth, key in (("orders", "AWS_IAM", False), ("quotes", "NONE", True)):
        made = gw.create_resource(restApiId=api, parentId=root, pathPart=part)["id"]
        gw.put_method(restApiId=api, resourceId=made, httpMethod="GET", authorizationType=auth, apiKeyRequired=key)
        gw.put_integration(restApiId=api, resourceId=made, httpMethod="GET", type="MOCK")
    deployment = gw.create_deployment(restApiId=api, stageName="prod")["id"]
    summary = gw.get_deployment(restApiId=api, deploymentId=deployment, embed=["apisummary"])["apiSummary"]
    same("summary", summary["/quotes"]["GET"], {"authorizationType": "NONE", "apiKeyRequired": True})
    methods = gw.get_resources(restApiId=api, embed=["methods"])["items"]
    same("methods", [r.get("resourceMethods", {}).get("GET", {}).get("authorizationType") for r in methods],
         [None, "AWS_IAM", "NONE"])
    stage = gw.update_stage(restApiId=api, stageName="prod", patchOperations=[
        {"op": "replace", "path": "/*/*/throttling/rateLimit", "value": "50.5"}])
    same("stage", (stage["methodSettings"]["*/*"]["throttlingRateLimit"],
                   stage["methodSettings"]["*/*"]["throttlingBurstLimit"]), (50.5, 5000))
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke",
              "Resource": "execute-api:/other/*"}]}
    gw.update_rest_api(restApiId=api, patchOperations=[
        {"op": "replace", "path": "/policy", "value": json.dumps(policy)}])
    kept = json.loads(json.loads('"' + gw.get_rest_api(restApiId=api)["policy"] + '"'))
    same("policy", kept["Statement"][0]["Resource"],
         f"arn:aws:execute-api:{REGION}:111122223333:{api}/other/*")
    arn = f"arn:aws:apigateway:{REGION}::/restapis/{api}"
    gw.tag_resource(resourceArn=arn, tags={"x": "1"})
    gw.untag_resource(resourceArn=arn, tagKeys=["team"])
    same("tags", gw.get_tags(resourceArn=arn)["tags"], {"x": "1"})
    return api


def plans(gw, api):
    stage = [{"apiId": api, "stage": "prod", "throttle": {"/quotes/GET": {"rateLimit": 5.0, "burstLimit": 9}}}]
    plan = gw.create_usage_plan(name="gold", apiStages=stage, throttle={"rateLimit": 2.5, "burstLimit": 7},
                                quota={"limit": 100, "period": "MONTH"}, tags={"t": "1"})["id"]
    other = gw.create_usage_plan(name="other", apiStages=stage)["id"]
    value = "v" * 30
    key = gw.create_api_key(name="mobile", value=value, enabled=True, tags={"t": "1"})["id"]
    refused("same value", "ConflictException", 409, gw.create_api_key, name="again", value=value)
    refused("short value", "BadRequestException", 400, gw.create_api_key, name="again", value="short")
    same("disabled", gw.create_api_key(name="quiet")["enabled"], False)
    gw.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")
    refused("two plans of a stage", "ConflictException", 409, gw.create_usage_plan_key, usagePlanId=other, keyId=key,
            keyType="API_KEY")
    same("value shown", gw.get_usage_plan_keys(usagePlanId=plan)["items"][0]["value"], value)
    same("value hidden", "value" in gw.get_api_key(apiKey=key), False)
    same("prefix", [k["name"] for k in gw.get_api_keys(nameQuery="mob", includeValues=True)["items"]], ["mobile"])
    address = f"/apiStages/{api}:prod/throttle"
    changed = gw.update_usage_plan(usagePlanId=plan, patchOperations=[
        {"op": "replace", "path": "/throttle/rateLimit", "value": "3.5"},
        {"op": "replace", "path": "/quota/limit", "value": "200"},
        {"op": "replace", "path": address, "value": json.dumps({"/orders/GET": {"rateLimit": 1, "burstLimit": 2}})},
        {"op": "replace", "path": address + "/~1quotes/GET/rateLimit", "value": "4"}])
    same("plan", (changed["throttle"], changed["quota"]),
         ({"rateLimit": 3.5, "burstLimit": 7}, {"limit": 200, "offset": 0, "period": "MONTH"}))
    same("method limits", sorted(changed["apiStages"][0]["throttle"]), ["/orders/GET", "~1quotes/GET"])
    refused("unknown stage", "NotFoundException", 404, gw.update_usage_plan, usagePlanId=plan, patchOperations=[
        {"op": "add", "path": "/apiStages", "value": f"{api}:nowhere"}])
    text = refused("stages left", "BadRequestException", 400, gw.delete_usage_plan, usagePlanId=plan)
    same("text", text, f"Cannot delete Usage Plan {plan} because there are API Stages associated with it")
    return plan, other, key, value


def enforced(gw, api, session, plan, key, value):
    same("unsigned", invoke(f"/_api/{api}/prod/orders"), (403, {"message": "Missing Authentication Token"}))
    same("signed", invoke(f"/_api/{api}/prod/orders", session)[0], 200)
    same("no key", invoke(f"/_api/{api}/prod/quotes"), (403, {"message": "Forbidden"}))
    same("key", invoke(f"/_api/{api}/prod/quotes", api_key=value)[0], 200)
    usage = gw.get_usage(usagePlanId=plan, startDate="2020-01-01", endDate="2020-01-02")
    same("usage", usage["items"][key], [[0, 200], [0, 200]])
    gw.update_api_key(apiKey=key, patchOperations=[{"op": "replace", "path": "/enabled", "value": "false"}])
    same("disabled key", invoke(f"/_api/{api}/prod/quotes", api_key=value), (403, {"message": "Forbidden"}))


def exported(gw, api):
    lambda_uri = ("arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
                  "arn:aws:lambda:eu-west-1:111122223333:function:check/invocations")
    made = gw.create_authorizer(restApiId=api, name="check", type="TOKEN", authorizerUri=lambda_uri,
                                identitySource="method.request.header.Authorization")
    same("authorizer", gw.get_authorizers(restApiId=api)["items"], [
        {k: v for k, v in made.items() if k != "ResponseMetadata"}])
    same("kept for", made["authorizerResultTtlInSeconds"], 300)
    got = gw.get_export(restApiId=api, stageName="prod", exportType="oas30", accepts="application/json",
                        parameters={"extensions": "apigateway,authorizers"})
    same("type", got["contentType"], "application/json")
    document = json.loads(got["body"].read())
    same("title", document["info"]["title"], gw.get_rest_api(restApiId=api)["name"])
    same("security", document["paths"]["/orders"]["get"]["security"], [{"sigv4": []}])
    gw.delete_authorizer(restApiId=api, authorizerId=made["id"])
    refused("gone", "NotFoundException", 404, gw.get_authorizer, restApiId=api, authorizerId=made["id"])


def managed_by_aws(iam):
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    same("versions", [v["VersionId"] for v in iam.list_policy_versions(PolicyArn=arn)["Versions"]], ["v3", "v2", "v1"])
    iam.attach_role_policy(RoleName="web", PolicyArn=arn)
    details = iam.get_account_authorization_details(Filter=["AWSManagedPolicy"])["Policies"]
    same("in use", [(p["Arn"], p["DefaultVersionId"], len(p["PolicyVersionList"])) for p in details], [(arn, "v3", 3)])
    refused("not ours", "AccessDenied", 403, iam.delete_policy, PolicyArn=arn)
    iam.detach_role_policy(RoleName="web", PolicyArn=arn)


def limited(alice, api):
    sts = client("sts", *alice)
    role = {"RoleArn": "arn:aws:iam::111122223333:role/apps/web", "RoleSessionName": "s2", "ExternalId": "x1"}
    nothing = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})
    made = sts.assume_role(Policy=nothing, **role)["Credentials"]
    same("limited", invoke(f"/_api/{api}/prod/orders",
                           (made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"]))[0], 403)
    refused("no policy", "MalformedPolicyDocument", 400, sts.assume_role, Policy="{}", **role)
    refused("too large", "PackedPolicyTooLarge", 400, sts.assume_role, Policy=nothing + " " * 1800,
            PolicyArns=[{"arn": "arn:aws:iam::aws:policy/AdministratorAccess"}] * 10, **role)


def organized():
    organizations = client("organizations")
    refused("in none", "AWSOrganizationsNotInUseException", 400, organizations.describe_organization)
    seed = {"id": "o-a1b2c3d4e5", "managementAccount": "111122223333", "root": {"id": "r-ab12"},
            "units": [{"id": "ou-ab12-11111111", "name": "prod", "policies": ["p-FullAWSAccess", "p-fence0000"]}],
            "accounts": [{"id": "444455556666", "name": "shop", "parent": "ou-ab12-11111111"}],
            "policies": [{"id": "p-fence0000", "name": "fence", "content": json.loads(ALLOW)}]}
    with urllib.request.urlopen(urllib.request.Request(
            ENDPOINT + "/_admin/organization", method="PUT", data=json.dumps(seed).encode())) as answer:
        same("seeded", answer.status, 204)
    same("organization", organizations.describe_organization()["Organization"]["MasterAccountId"], "111122223333")
    same("root", [r["Id"] for r in organizations.list_roots()["Roots"]], ["r-ab12"])
    same("units", [u["Name"] for u in organizations.list_organizational_units_for_parent(
        ParentId="r-ab12")["OrganizationalUnits"]], ["prod"])
    same("accounts", [(a["Id"], a["Status"], a["JoinedTimestamp"].year > 2000) for a in
                      organizations.list_accounts_for_parent(ParentId="ou-ab12-11111111")["Accounts"]],
         [("444455556666", "ACTIVE", True)])
    same("parents", organizations.list_parents(ChildId="444455556666")["Parents"],
         [{"Id": "ou-ab12-11111111", "Type": "ORGANIZATIONAL_UNIT"}])
    same("policies", [(p["Id"], p["AwsManaged"]) for p in organizations.list_policies_for_target(
        TargetId="ou-ab12-11111111", Filter="SERVICE_CONTROL_POLICY")["Policies"]],
         [("p-FullAWSAccess", True), ("p-fence0000", False)])
    same("content", json.loads(organizations.describe_policy(PolicyId="p-fence0000")["Policy"]["Content"]),
         json.loads(ALLOW))
    same("delegated", organizations.list_delegated_administrators()["DelegatedAdministrators"], [])
    refused("unknown", "TargetNotFoundException", 400, organizations.list_policies_for_target, TargetId="999999999999",
            Filter="SERVICE_CONTROL_POLICY")


def watched(gw, iam, api):
    uri = ("arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
           "arn:aws:lambda:eu-west-1:111122223333:function:check/invocations")
    check = gw.create_authorizer(restApiId=api, name="tried", type="TOKEN", authorizerUri=uri,
                                 identitySource="method.request.header.Authorization")["id"]
    tried = gw.test_invoke_authorizer(restApiId=api, authorizerId=check, headers={"Authorization": "x"})
    same("a function that nobody may call", tried["clientStatus"], 500)
    logs = [{"op": "replace", "path": "/accessLogSettings/destinationArn",
             "value": f"arn:aws:logs:{REGION}:111122223333:log-group:orders"}]
    text = refused("no role for logs", "BadRequestException", 400, gw.update_stage, restApiId=api, stageName="prod",
                   patchOperations=logs)
    same("text", text, "CloudWatch Logs role ARN must be set in account settings to enable logging")
    role = iam.create_role(RoleName="logs", AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {
            "Service": "apigateway.amazonaws.com"}}]}))["Role"]["Arn"]
    gw.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}])
    same("role", gw.get_account()["cloudwatchRoleArn"], role)
    same("logs", gw.update_stage(restApiId=api, stageName="prod", patchOperations=logs)["accessLogSettings"],
         {"destinationArn": logs[0]["value"]})
    same("addresses", gw.get_rest_api(restApiId=api)["endpointConfiguration"]["ipAddressType"], "ipv4")
    cloudwatch = client("cloudwatch")
    arn = f"arn:aws:cloudwatch:{REGION}:111122223333:alarm:refused"
    cloudwatch.put_metric_alarm(
        AlarmName="refused", Namespace="AWS/ApiGateway", MetricName="4XXError", Statistic="Sum", Period=300,
        EvaluationPeriods=1, Threshold=0.5, ComparisonOperator="GreaterThanThreshold", TreatMissingData="notBreaching",
        Dimensions=[{"Name": "ApiName", "Value": "orders"}, {"Name": "Stage", "Value": "prod"}],
        Tags=[{"Key": "owner", "Value": "me"}])
    invoke(f"/_api/{api}/prod/orders")
    alarm = cloudwatch.describe_alarms(AlarmNamePrefix="ref")["MetricAlarms"][0]
    same("alarm", (alarm["AlarmArn"], alarm["StateValue"], alarm["Threshold"]), (arn, "ALARM", 0.5))
    same("time", alarm["StateUpdatedTimestamp"].year > 2000, True)
    same("tags", cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"], [{"Key": "owner", "Value": "me"}])
    cloudwatch.untag_resource(ResourceARN=arn, TagKeys=["owner"])
    cloudwatch.delete_alarms(AlarmNames=["refused"])
    same("gone", cloudwatch.describe_alarms()["MetricAlarms"], [])
    refused("no such alarm", "ResourceNotFoundException", 404, cloudwatch.list_tags_for_resource, ResourceARN=arn)
    iam.delete_role(RoleName="logs")


def removed(gw, iam, api, plan, other, key, policy):
    for each in (plan, other):
        gw.update_usage_plan(usagePlanId=each, patchOperations=[
            {"op": "remove", "path": "/apiStages", "value": f"{api}:prod"}])
    gw.delete_usage_plan_key(usagePlanId=plan, keyId=key)
    gw.delete_usage_plan(usagePlanId=plan)
    gw.delete_usage_plan(usagePlanId=other)
    gw.delete_api_key(apiKey=key)
    refused("gone", "NotFoundException", 404, gw.get_usage_plan, usagePlanId=plan)
    gw.delete_rest_api(restApiId=api)
    same("none left", gw.get_rest_apis()["items"], [])
    iam.detach_role_policy(RoleName="web", PolicyArn=policy)
    iam.delete_role_permissions_boundary(RoleName="web")
    iam.delete_role(RoleName="web")
    for version in iam.list_policy_versions(PolicyArn=policy)["Versions"]:
        if not version["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=policy, VersionId=version["VersionId"])
    iam.delete_policy(PolicyArn=policy)
    refused("gone", "NoSuchEntity", 404, iam.get_policy, PolicyArn=policy)


iam, gw = client("iam"), client("apigateway")
policy = policies(iam)
alice = principals(iam, policy)
session = sessions(alice)
api = apis(gw)
plan, other, key, value = plans(gw, api)
enforced(gw, api, session, plan, key, value)
exported(gw, api)
managed_by_aws(iam)
limited(alice, api)
organized()
watched(gw, iam, api)
removed(gw, iam, api, plan, other, key, policy)
print(f"{checks} checks, {checks} ok")
