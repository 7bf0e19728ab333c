using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges what a BGPPeer refers to: its password and its BFD profile (C-083 to C-085).</summary>
internal static class PeerReferenceReview
{
    // Linux: TCP_MD5SIG_MAXKEYLEN.
    private const int PasswordLengthMax = 80;

    /// <summary>The password of the object itself or of its Secret.</summary>
    public static BgpPassword? ReadPassword(this ObjectReview review, BGPPeerSpec spec, BgpSpecs around)
    {
        var own = spec.Password is { Length: > 0 } ? spec.Password : null;
        if (spec.PasswordSecret.Length == 0)
        {
            review.CheckLength("spec.password", own);
            return own;
        }

        if (own is not null)
        {
            review.Refuse(
                "spec.passwordSecret",
                "can not have both password and secret ref set in peer config "
                + $"{QuotedText.Of(around.Namespace)}/{QuotedText.Of(spec.Name)}",
                "Remove password and keep passwordSecret.");
            return null;
        }

        return review.ReadSecret(spec, around);
    }

    /// <summary>The name of the profile, which must be an accepted one.</summary>
    public static string? ReadBfdProfile(
        this ObjectReview review, BGPPeerSpec spec, IReadOnlyDictionary<string, BfdProfile> profiles)
    {
        if (spec.BfdProfile.Length == 0)
        {
            return null;
        }

        if (!profiles.ContainsKey(spec.BfdProfile))
        {
            // MetalLB says this one without the prefix of the others.
            review.RefuseVerbatim(
                ConfigurationRefusalReason.UnusableReference,
                "spec.bfdProfile",
                $"peer {spec.Name} referencing non existing bfd profile {spec.BfdProfile}",
                "Create a BFDProfile of that name, correct it if it is refused, or remove bfdProfile.");
        }

        return spec.BfdProfile;
    }

    private static BgpPassword? ReadSecret(this ObjectReview review, BGPPeerSpec spec, BgpSpecs around)
    {
        var trailer = $"\nfailed to parse peer {spec.Name} password secret";
        var secretName = $"{QuotedText.Of(around.Namespace)}/{QuotedText.Of(spec.PasswordSecret)}";
        if (!around.Secrets.TryGetValue(spec.PasswordSecret, out var secret))
        {
            review.Refuse(
                ConfigurationRefusalReason.UnusableReference,
                "spec.passwordSecret",
                $"secret ref not found for peer config {QuotedText.Of(around.Namespace)}/{QuotedText.Of(spec.Name)}{trailer}",
                $"Create Secret {secretName} of type {PasswordSecret.BasicAuth} with key password.");
            return null;
        }

        if (!string.Equals(secret.Type, PasswordSecret.BasicAuth, StringComparison.Ordinal))
        {
            // The space at the end is part of what MetalLB says.
            review.Refuse(
                ConfigurationRefusalReason.UnusableReference,
                "spec.passwordSecret",
                $"secret type mismatch on {secretName}, type {QuotedText.Of(PasswordSecret.BasicAuth)} is expected {trailer}",
                $"Delete the Secret and create it again with type {PasswordSecret.BasicAuth}.");
            return null;
        }

        if (secret.Password is not { Length: > 0 } password)
        {
            review.Refuse(
                ConfigurationRefusalReason.UnusableReference,
                "spec.passwordSecret",
                $"password not specified in the secret {secretName}{trailer}",
                "Add key password to the Secret.");
            return null;
        }

        review.CheckLength("spec.passwordSecret", password);
        return password;
    }

    private static void CheckLength(this ObjectReview review, string field, BgpPassword? password)
    {
        if (password is { Length: > PasswordLengthMax })
        {
            review.Refuse(
                field,
                $"password is longer than {PasswordLengthMax} octets",
                "Use a shorter password on both sides: Linux takes no longer one.");
        }
    }
}
