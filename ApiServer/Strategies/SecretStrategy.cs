using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;

namespace MetalOrleans.ApiServer.Strategies;

internal sealed class SecretStrategy : ResourceStrategy
{
    public override void Default(StrategyContext context, JsonObject item)
    {
        item.Default("type", "Opaque");
        if (item["stringData"] is not JsonObject plain)
        {
            return;
        }

        var data = item.Ensure("data");
        foreach (var (key, value) in plain)
        {
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Doc.AsText(value) ?? ""));
        }

        item.Remove("stringData");
    }

    public override void Validate(StrategyContext context, JsonObject item, JsonObject? old, List<Cause> causes)
    {
        foreach (var (key, value) in item.Object("data") ?? [])
        {
            if (value is not null && (Doc.AsText(value) is not { } text || !Convert.TryFromBase64String(text, new byte[text.Length], out _)))
            {
                // The value itself is never repeated: it may be the secret.
                throw Failures.BadRequest($"Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data in data[{key}]");
            }
        }

        if (old is not null && old.Text("type") != item.Text("type"))
        {
            causes.Add(Cause.Invalid("type", item.Text("type"), "field is immutable"));
        }

        if (item.Text("type") == "kubernetes.io/basic-auth"
            && item.At("data", "username") is null && item.At("data", "password") is null)
        {
            causes.Add(Cause.Required("data[username]"));
            causes.Add(Cause.Required("data[password]"));
        }

        if (old?.Flag("immutable") == true && !JsonNode.DeepEquals(old.At("data"), item.At("data")))
        {
            causes.Add(Cause.Forbidden("data", "field is immutable when `immutable` is set"));
        }
    }
}
