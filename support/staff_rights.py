"""What the staff of a caisse may do with this app in the admin, by role (`core.staff_roles`)."""

from core.staff_roles import declare

declare(
    reads=[
        "support.view_subject",
        "support.view_cannedanswer",
        "support.view_conversation",
        "support.view_agenda",
        "support.view_openinghours",
        "support.view_closure",
        "support.view_appointment",
        "support.view_faqcategory",
        "support.view_question",
        "support.view_news",
        "support.view_pagetext",
    ],
    acts=[
        "support.treat_conversation",
        "support.treat_appointment",
        "support.add_agenda",
        "support.change_agenda",
        "support.add_openinghours",
        "support.change_openinghours",
        "support.delete_openinghours",
        "support.add_closure",
        "support.change_closure",
        "support.delete_closure",
        "support.add_subject",
        "support.change_subject",
        "support.add_cannedanswer",
        "support.change_cannedanswer",
        "support.delete_cannedanswer",
        "support.add_faqcategory",
        "support.change_faqcategory",
        "support.add_question",
        "support.change_question",
        "support.add_news",
        "support.change_news",
        "support.add_pagetext",
    ],
)
