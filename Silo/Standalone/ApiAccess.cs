using System.Security.Cryptography;
using System.Text;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Silo.Identity;

namespace MetalOrleans.Silo.Standalone;

/// <summary>How one talks to the embedded API server: the authority to trust and the administrator's token.</summary>
/// <param name="AuthorityPem">The certificate authority, PEM.</param>
/// <param name="Token">The administrator's bearer token; a secret.</param>
internal sealed record ApiAccess(string AuthorityPem, string Token)
{
    /// <summary>Reads the token, or makes one where there is none.</summary>
    public static ApiAccess LoadOrCreate(string stateDirectory, DateTimeOffset now)
    {
        var identity = SiloIdentity.LoadOrCreate(stateDirectory, now);
        var path = StateDirectories.ApiToken(stateDirectory);
        if (!File.Exists(path))
        {
            SecretFile.Write(path, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) + "\n"));
        }

        return new ApiAccess(identity.Certificates.AuthorityPem, File.ReadAllText(path).Trim());
    }

    /// <summary>The access as a kubeconfig file.</summary>
    public string ToKubeConfig(string server) =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: metalorleans
        clusters:
        - name: metalorleans
          cluster:
            server: {server}
            certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(AuthorityPem))}
        contexts:
        - name: metalorleans
          context:
            cluster: metalorleans
            user: admin
        users:
        - name: admin
          user:
            token: {Token}

        """;

    /// <summary>Says that there is a token, never which.</summary>
    public override string ToString() => $"{nameof(ApiAccess)} {{ Token = *** }}";
}
