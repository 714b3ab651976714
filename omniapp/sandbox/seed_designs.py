"""HTML of the demo templates: one sober newsletter in several colours, as an email client would accept it."""

COLOURS = ("#2f5d50", "#7a3e2b", "#274b7a", "#5b3a70", "#8a6a1f", "#3d3d3d")


def newsletter(brand: str, website: str, headline: str, number: int) -> str:
    """A complete page with inline styles, a heading, a paragraph, a button and an unsubscribe link."""
    colour = COLOURS[number % len(COLOURS)]
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{headline}</title>
<style>
  .frame {{ max-width: 600px; margin: 0 auto; font-family: Georgia, serif; color: #222; background: #fff }}
  .band {{ background: {colour}; color: #fff; padding: 28px 32px; font-size: 22px; letter-spacing: .04em }}
  .part {{ padding: 24px 32px; line-height: 1.6; font-size: 16px }}
  .part h1 {{ font-size: 28px; line-height: 1.2; margin: 0 0 16px }}
  .button {{ display: inline-block; padding: 12px 24px; background: {colour}; color: #fff }}
  .foot {{ padding: 20px 32px; font-size: 12px; color: #666; border-top: 1px solid #ddd }}
  @media (max-width: 480px) {{ .part {{ padding: 20px 18px }} .part h1 {{ font-size: 24px }} }}
</style></head>
<body><div class="frame">
  <div class="band">{brand}</div>
  <div class="part">
    <h1>{headline}</h1>
    <p>Hello [[contact.first_name]],</p>
    <p>there is news from {brand}, and we wanted you to read it first.
      Everything we mention here can be found in the shop today, while it lasts.</p>
    <p><a class="button" href="https://{website}/collections/new">Have a look</a></p>
    <p>Warm regards,<br>the people at {brand}</p>
  </div>
  <div class="foot">You receive this because you signed up at {website}.
    <a href="[[unsubscribe_link]]">Unsubscribe</a></div>
</div></body></html>
"""
