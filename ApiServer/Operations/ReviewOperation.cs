using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Requests;
using MetalOrleans.ApiServer.Security;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>The resources that answer a question and store nothing: who am I, whose token is this, may they do that.</summary>
internal sealed class ReviewOperation(ServerParts parts)
{
    private const string ServerAudience = "https://kubernetes.default.svc";

    public async Task ExecuteAsync(ApiRequest request)
    {
        var review = await RequestBody.ReadObjectAsync(request.Http.Request);
        review.Metadata().Default("creationTimestamp", Timestamps.Seconds(parts.Now));
        review["status"] = request.Resource.Kind switch
        {
            "TokenReview" => Token(review.Text("spec", "token") ?? "", [.. review.Array("spec", "audiences").Strings()]),
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = User(request.User) },
            "SubjectAccessReview" => new JsonObject { ["allowed"] = MayAccess(review) },
            // Whoever may reach the server may do everything: it has no authorization of its own.
            _ => new JsonObject { ["allowed"] = true },
        };
        await Answers.NodeAsync(request.Http, 201, review, request.Media.IsYaml);
    }

    private bool MayAccess(JsonObject review) => parts.Options.MayAccess(
        review.Text("spec", "user") ?? "",
        review.Text("spec", "nonResourceAttributes", "path") ?? review.Text("spec", "resourceAttributes", "resource") ?? "");

    private JsonObject Token(string token, string[] audiences) =>
        parts.Options.AccountTokens.TryGetValue(token, out var account) ? Account(account, audiences) : User(token, audiences);

    private JsonObject Account(ServiceAccountToken account, string[] audiences)
    {
        var common = account.Audiences.Intersect(audiences.Length == 0 ? [ServerAudience] : audiences, StringComparer.Ordinal).ToArray();
        if (account.ExpiresAt is { } end && end <= parts.Now)
        {
            return Unknown("[invalid bearer token, service account token has expired]");
        }

        if (common.Length == 0)
        {
            return Unknown($"[invalid bearer token, token audiences [\"{string.Join("\" \"", account.Audiences)}\"] is invalid for the target "
                + $"audiences [\"{string.Join("\" \"", audiences)}\"]]");
        }

        var extra = new JsonObject();
        if (account.Pod is { } pod)
        {
            extra["authentication.kubernetes.io/pod-name"] = new JsonArray(pod.Name);
            extra["authentication.kubernetes.io/pod-uid"] = new JsonArray(pod.Uid);
        }

        if (account.Node is { } node)
        {
            extra["authentication.kubernetes.io/node-name"] = new JsonArray(node);
        }

        return new JsonObject
        {
            ["authenticated"] = true,
            ["user"] = new JsonObject
            {
                ["username"] = "system:serviceaccount:" + account.Account,
                ["groups"] = new JsonArray(
                    "system:serviceaccounts", "system:serviceaccounts:" + account.Account.Split(':')[0], "system:authenticated"),
                ["extra"] = extra,
            },
            ["audiences"] = new JsonArray([.. common.Select(audience => (JsonNode)audience)]),
        };
    }

    private static JsonObject Unknown(string error) =>
        new() { ["authenticated"] = false, ["user"] = new JsonObject(), ["error"] = error };

    /// <summary>Tokens of users are for the server itself, as static tokens of kube-apiserver are.</summary>
    private JsonObject User(string token, string[] audiences) =>
        audiences.Length == 0 || audiences.Contains(ServerAudience, StringComparer.Ordinal) ? Token(token) : Unknown("invalid bearer token");

    private JsonObject Token(string token) => parts.Options.Tokens.TryGetValue(token, out var user)
        ? new JsonObject { ["authenticated"] = true, ["user"] = User(user) }
        : new JsonObject { ["authenticated"] = false, ["user"] = new JsonObject(), ["error"] = "invalid bearer token" };

    private static JsonObject User(string name) => new()
    {
        ["username"] = name,
        ["groups"] = new JsonArray("system:masters", "system:authenticated"),
    };
}
