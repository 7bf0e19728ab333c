namespace MetalOrleans.Protocols.Bgp;

/// <summary>The subcodes of NOTIFICATIONs, by error code; 0 is unspecific with every code.</summary>
public static class BgpErrorSubcode
{
    /// <summary>Nothing more specific is said.</summary>
    public const byte Unspecific = 0;

    /// <summary>Subcodes of <see cref="BgpErrorCode.MessageHeader"/> (RFC 4271 §6.1).</summary>
    public static class Header
    {
        /// <summary>The marker is not all ones.</summary>
        public const byte ConnectionNotSynchronized = 1;

        /// <summary>The length cannot be one of a message of this type; the data holds the length.</summary>
        public const byte BadMessageLength = 2;

        /// <summary>The type is not known; the data holds the type.</summary>
        public const byte BadMessageType = 3;
    }

    /// <summary>Subcodes of <see cref="BgpErrorCode.OpenMessage"/> (RFC 4271 §6.2, RFC 5492 §5).</summary>
    public static class Open
    {
        /// <summary>The version is not 4; the data holds the version that is spoken.</summary>
        public const byte UnsupportedVersionNumber = 1;

        /// <summary>The autonomous system is not the one expected.</summary>
        public const byte BadPeerAS = 2;

        /// <summary>The identifier is 0, or our own on an internal session (RFC 6286 §2.2).</summary>
        public const byte BadBgpIdentifier = 3;

        /// <summary>An optional parameter is not known.</summary>
        public const byte UnsupportedOptionalParameter = 4;

        /// <summary>The Hold Time is 1 or 2 seconds.</summary>
        public const byte UnacceptableHoldTime = 6;

        /// <summary>A capability that is insisted upon is missing; the data holds it.</summary>
        public const byte UnsupportedCapability = 7;
    }

    /// <summary>Subcodes of <see cref="BgpErrorCode.UpdateMessage"/> (RFC 4271 §6.3).</summary>
    public static class Update
    {
        /// <summary>The lengths within the message contradict each other.</summary>
        public const byte MalformedAttributeList = 1;

        /// <summary>A well-known attribute is not known; the data holds it.</summary>
        public const byte UnrecognizedWellKnownAttribute = 2;

        /// <summary>A mandatory attribute is missing; the data holds its type.</summary>
        public const byte MissingWellKnownAttribute = 3;

        /// <summary>The optional attribute is malformed; the data holds it.</summary>
        public const byte OptionalAttributeError = 9;

        /// <summary>A prefix is malformed.</summary>
        public const byte InvalidNetworkField = 10;
    }

    /// <summary>Subcodes of <see cref="BgpErrorCode.FiniteStateMachine"/> (RFC 6608 §3).</summary>
    public static class StateMachine
    {
        /// <summary>A message that OpenSent does not expect; the data holds its type.</summary>
        public const byte UnexpectedInOpenSent = 1;

        /// <summary>A message that OpenConfirm does not expect; the data holds its type.</summary>
        public const byte UnexpectedInOpenConfirm = 2;

        /// <summary>A message that Established does not expect; the data holds its type.</summary>
        public const byte UnexpectedInEstablished = 3;
    }

    /// <summary>Subcodes of <see cref="BgpErrorCode.Cease"/> (RFC 4486 §3, RFC 8538 §4, RFC 9384 §3).</summary>
    public static class Cease
    {
        /// <summary>More prefixes than were agreed upon.</summary>
        public const byte MaximumPrefixes = 1;

        /// <summary>An administrator ended the session; the data may hold a text (RFC 9003 §2).</summary>
        public const byte AdministrativeShutdown = 2;

        /// <summary>The peer is no longer configured.</summary>
        public const byte PeerDeconfigured = 3;

        /// <summary>An administrator started the session anew; the data may hold a text (RFC 9003 §2).</summary>
        public const byte AdministrativeReset = 4;

        /// <summary>The connection is not wanted.</summary>
        public const byte ConnectionRejected = 5;

        /// <summary>Something else in the configuration changed.</summary>
        public const byte OtherConfigurationChange = 6;

        /// <summary>The other of two connections was kept (RFC 4271 §6.8).</summary>
        public const byte ConnectionCollisionResolution = 7;

        /// <summary>There is no room for more.</summary>
        public const byte OutOfResources = 8;

        /// <summary>A hard reset: routes are not kept (RFC 8538 §3).</summary>
        public const byte HardReset = 9;

        /// <summary>BFD found the path down (RFC 9384 §3).</summary>
        public const byte BfdDown = 10;
    }

    /// <summary>Subcodes of <see cref="BgpErrorCode.RouteRefreshMessage"/> (RFC 7313 §5).</summary>
    public static class RouteRefresh
    {
        /// <summary>The message has another length than 4 octets.</summary>
        public const byte InvalidMessageLength = 1;
    }
}
