using System.Security.Cryptography;
using MetalOrleans.Silo.CommandLine;

namespace MetalOrleans.Silo.Identity;

/// <summary>What the silo proves itself with, and proves others by: all of it in the state directory.</summary>
/// <param name="Certificates">The authority and the server certificate.</param>
/// <param name="Tokens">The key of the agents' tokens.</param>
internal sealed record SiloIdentity(SiloCertificates Certificates, AgentTokenKey Tokens)
{
    /// <exception cref="SettingException">The directory or a file in it cannot be used.</exception>
    public static SiloIdentity LoadOrCreate(string stateDirectory, DateTimeOffset now)
    {
        try
        {
            return new SiloIdentity(
                SiloCertificates.LoadOrCreate(StateDirectories.Certificates(stateDirectory), now),
                AgentTokenKey.LoadOrCreate(StateDirectories.AgentTokenKey(stateDirectory)));
        }
        catch (InvalidDataException e)
        {
            throw new SettingException(e.Message, e);
        }
        catch (CryptographicException e)
        {
            throw new SettingException(
                $"{StateDirectories.Certificates(stateDirectory)} holds a certificate or key that cannot be read ({e.Message}): "
                + "delete the directory to have new ones made, and give agents the new ca.crt.",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"--state-dir {stateDirectory} cannot be used ({e.Message}): name a directory that this user can write.", e);
        }
    }
}
