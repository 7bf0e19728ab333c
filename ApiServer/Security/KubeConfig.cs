using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Security;

/// <summary>Builds the kubeconfig with which kubectl reaches an <see cref="EmbeddedApiServer"/>.</summary>
internal static class KubeConfig
{
    private const string Name = "metalorleans";

    public static string Text(Uri address, string? authorityPem, string? token)
    {
        var cluster = new JsonObject { ["server"] = address.ToString().TrimEnd('/') };
        if (authorityPem is not null)
        {
            cluster["certificate-authority-data"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem));
        }

        var user = new JsonObject();
        if (token is not null)
        {
            user["token"] = token;
        }

        return YamlText.Write(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["clusters"] = new JsonArray(new JsonObject { ["name"] = Name, ["cluster"] = cluster }),
            ["users"] = new JsonArray(new JsonObject { ["name"] = Name, ["user"] = user }),
            ["contexts"] = new JsonArray(new JsonObject { ["name"] = Name, ["context"] = new JsonObject { ["cluster"] = Name, ["user"] = Name } }),
            ["current-context"] = Name,
        });
    }
}
