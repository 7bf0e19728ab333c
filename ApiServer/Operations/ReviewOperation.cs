using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Requests;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>The resources that answer a question and store nothing: who am I, whose token is this, may they do that.</summary>
internal sealed class ReviewOperation(ServerParts parts)
{
    public async Task ExecuteAsync(ApiRequest request)
    {
        var review = await RequestBody.ReadObjectAsync(request.Http.Request);
        review.Metadata().Default("creationTimestamp", Timestamps.Seconds(parts.Now));
        review["status"] = request.Resource.Kind switch
        {
            "TokenReview" => Token(review.Text("spec", "token") ?? ""),
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = User(request.User) },
            // Whoever may reach the server may do everything: it has no authorization of its own.
            _ => new JsonObject { ["allowed"] = true },
        };
        await Answers.NodeAsync(request.Http, 201, review, request.Media.IsYaml);
    }

    private JsonObject Token(string token) => parts.Options.Tokens.TryGetValue(token, out var user)
        ? new JsonObject { ["authenticated"] = true, ["user"] = User(user) }
        : new JsonObject { ["authenticated"] = false, ["user"] = new JsonObject(), ["error"] = "invalid bearer token" };

    private static JsonObject User(string name) => new()
    {
        ["username"] = name,
        ["groups"] = new JsonArray("system:masters", "system:authenticated"),
    };
}
