using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MetalOrleans.Silo.Identity;

/// <summary>Makes and checks the tokens with which agents prove their node: the node's name under an HMAC of this key.</summary>
/// <remarks>
/// A token is <c>mo1.&lt;node&gt;.&lt;mac&gt;</c>, both parts base64url; the mac is HMAC-SHA256 over the node's name. Whoever holds a
/// node's token can speak for that node and for no other; whoever holds the key can speak for all, so it stays in the
/// silo's state directory with mode 0600.
/// </remarks>
internal sealed class AgentTokenKey
{
    private const string Scheme = "mo1";
    private const int KeyLength = 32;
    private readonly byte[] _key;

    private AgentTokenKey(byte[] key) => _key = key;

    /// <summary>Reads the key, or makes one where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is not a key.</exception>
    public static AgentTokenKey LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            SecretFile.Write(path, RandomNumberGenerator.GetBytes(KeyLength));
        }

        var key = File.ReadAllBytes(path);
        return key.Length == KeyLength
            ? new AgentTokenKey(key)
            : throw new InvalidDataException(
                $"{path} is not an agent token key ({key.Length} octets instead of {KeyLength}): delete it and make the agents' tokens anew.");
    }

    /// <summary>The token of a node.</summary>
    public string TokenFor(string node) =>
        $"{Scheme}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(node))}.{Base64Url.EncodeToString(MacOf(node))}";

    /// <summary>The node that a token proves; null when it proves none.</summary>
    public string? NodeOf(string token)
    {
        var parts = token.Split('.');
        if (parts is not [Scheme, var encodedNode, var encodedMac]
            || !Base64Url.IsValid(encodedNode)
            || !Base64Url.IsValid(encodedMac))
        {
            return null;
        }

        var node = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(encodedNode));
        return CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(encodedMac), MacOf(node)) ? node : null;
    }

    private byte[] MacOf(string node) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(node));
}
