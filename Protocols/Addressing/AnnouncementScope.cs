namespace MetalOrleans.Protocols.Addressing;

/// <summary>Where this node announces an address, seen from one interface.</summary>
public enum AnnouncementScope
{
    /// <summary>Nowhere.</summary>
    NotAnnounced = 0,

    /// <summary>On other interfaces only.</summary>
    OtherInterfaces,

    /// <summary>On this interface.</summary>
    ThisInterface,

    /// <summary>The interface's responder has ended.</summary>
    Closed,
}
